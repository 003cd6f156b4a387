// Which parameters a search means: by label, name, help and choices in both languages, and by words usual elsewhere.

const OTHER_WORDS = {
  te: ["text encoder"],
  clip: ["text encoder"],
  ckpt: ["base model"],
  checkpoint: ["base model"],
  "大模型": ["base model"],
  iterations: ["steps"],
  rank: ["dim"],
  directory: ["folder"],
  images: ["pictures"],
  samples: ["preview"],
  "样图": ["preview"],
  vram: ["memory"],
  gpu: ["device"],
  crop: ["bucket"],
  tagging: ["caption"],
  "打标": ["caption"],
  trigger: ["keep_tokens"],
  fp16: ["precision"],
  bf16: ["precision"],
  flip: ["mirror"],
  accelerate: ["[launch]"],
  amp: ["mixed precision"],
};

export function searchText(parameter, section) {
  const texts = [section.title, parameter.label, parameter.help, ...parameter.choices.map((choice) => choice.label)];
  const spoken = texts.flatMap((text) => [text.en, text.zh]);
  const values = parameter.choices.map((choice) => String(choice.value));
  return [parameter.name, parameter.name.replaceAll("_", " "), `[${section.name}]`, ...spoken, ...values].join(" ").toLowerCase();
}

// Every word of the query must occur, itself or what it means here.
export function found(text, query) {
  return query.toLowerCase().split(/\s+/).every((word) => [word, ...(OTHER_WORDS[word] ?? [])].some((each) => text.includes(each)));
}
