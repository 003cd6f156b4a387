"""Every catalogue of the product: a new family, network or optimizer is one line here and one file elsewhere."""

from kohya_like.config.catalogue import Catalogue, Entry
from kohya_like.config.text import Text

FAMILIES = Catalogue(
    "family",
    {
        "sd1": Entry(Text("Stable Diffusion 1.x", "Stable Diffusion 1.x"), "kohya_like.models.sd1:SD1"),
    },
)

KINDS = Catalogue(
    "kind of training",
    {
        "lora": Entry(Text("LoRA or LoCon", "LoRA 或 LoCon"), "kohya_like.trainables.network:new_network"),
    },
)

NETWORKS = Catalogue(
    "network type",
    {
        "lora": Entry(
            Text("LoRA: attention and MLP layers", "LoRA：注意力层与 MLP 层"), "kohya_like.trainables.lora:lora"
        ),
        "locon": Entry(
            Text("LoCon: LoRA on convolutions too", "LoCon：LoRA 加上卷积层"), "kohya_like.trainables.lora:locon"
        ),
    },
)

OPTIMIZERS = Catalogue(
    "optimizer",
    {
        "AdamW": Entry(Text("AdamW", "AdamW"), "torch.optim:AdamW"),
        "Adam": Entry(Text("Adam", "Adam"), "torch.optim:Adam"),
        "NAdam": Entry(Text("NAdam", "NAdam"), "torch.optim:NAdam"),
        "RAdam": Entry(Text("RAdam", "RAdam"), "torch.optim:RAdam"),
        "Adamax": Entry(Text("Adamax", "Adamax"), "torch.optim:Adamax"),
        "Adafactor": Entry(Text("Adafactor (PyTorch)", "Adafactor（PyTorch）"), "torch.optim:Adafactor"),
        "RMSprop": Entry(Text("RMSprop", "RMSprop"), "torch.optim:RMSprop"),
        "SGD": Entry(Text("SGD", "SGD"), "torch.optim:SGD"),
    },
)

SCHEDULERS = Catalogue(
    "learning-rate scheduler",
    {
        "constant": Entry(Text("Constant", "恒定")),
        "constant_with_warmup": Entry(Text("Constant after warm-up", "恒定（带预热）")),
        "linear": Entry(Text("Linear decay", "线性衰减")),
        "cosine": Entry(Text("Cosine decay", "余弦退火")),
        "cosine_with_restarts": Entry(Text("Cosine with restarts", "余弦退火重启")),
        "polynomial": Entry(Text("Polynomial decay", "多项式衰减")),
    },
)

ATTENTIONS = Catalogue(
    "attention",
    {
        "sdpa": Entry(Text("PyTorch SDPA", "PyTorch SDPA")),
        "xformers": Entry(Text("xformers (NVIDIA)", "xformers（NVIDIA）")),
        "sliced": Entry(Text("Sliced: least memory, slow", "切片：最省显存，较慢")),
    },
)

SAMPLERS = Catalogue(
    "sampler",
    {
        "ddim": Entry(Text("DDIM", "DDIM"), "diffusers:DDIMScheduler"),
        "euler": Entry(Text("Euler", "Euler"), "diffusers:EulerDiscreteScheduler"),
        "euler_a": Entry(Text("Euler a (ancestral)", "Euler a"), "diffusers:EulerAncestralDiscreteScheduler"),
        "dpmsolver++": Entry(Text("DPM-Solver++ 2M", "DPM-Solver++ 2M"), "diffusers:DPMSolverMultistepScheduler"),
    },
)

CAPTIONERS = Catalogue(
    "captioner",
    {
        "wd14": Entry(Text("WD14 (anime tags)", "WD14（动漫标签）"), "kohya_like.captioning.wd14:WD14"),
        "deepbooru": Entry(
            Text("DeepDanbooru (anime tags)", "DeepDanbooru（动漫标签）"),
            "kohya_like.captioning.deepbooru:DeepDanbooru",
        ),
        "blip": Entry(Text("BLIP (sentences)", "BLIP（句子）"), "kohya_like.captioning.blip:Blip"),
        "git": Entry(Text("GIT (short sentences)", "GIT（短句）"), "kohya_like.captioning.git:Git"),
        "florence": Entry(
            Text("Florence-2 (detailed sentences)", "Florence-2（详细句子）"), "kohya_like.captioning.florence:Florence"
        ),
    },
)
