"""Texts of the page on which a run begins."""

from kohya_like.config.text import Text

WORDS = {
    "new.title": Text("Train something new", "新建训练"),
    "new.about": Text(
        "From a few pictures to a LoRA file for your image program. The settings are worked out for you.",
        "用几张图片训练出绘图软件可用的 LoRA 文件，各项参数会自动算好。",
    ),
    "new.demo.title": Text("Just want to see it work?", "想先看看效果？"),
    "new.demo.about": Text(
        "The demo trains a small model on ten pictures of a cat. It takes about two minutes, with or without a GPU.",
        "演示项目用十张小猫图片训练一个很小的模型，约两分钟完成，没有显卡也可以。",
    ),
    "new.demo.start": Text("Train the demo", "训练演示项目"),
    "new.goal.title": Text("What do you want to train?", "想训练什么？"),
    "new.goal.character": Text("A character or person", "角色或人物"),
    "new.goal.character_about": Text("Someone who shall be recognised in any scene.", "在任何场景中都能认出的某个人。"),
    "new.goal.style": Text("A style", "画风"),
    "new.goal.style_about": Text("How pictures look, whatever they show.", "画面的风格，与画什么无关。"),
    "new.goal.object": Text("An object", "物品"),
    "new.goal.object_about": Text(
        "A thing, an animal, a garment, a place.", "一件东西、一只动物、一件衣服或一处地点。"
    ),
    "new.pictures.title": Text("Pictures", "图片"),
    "new.pictures.about": Text(
        "10 to 30 good ones are better than 100 similar ones: sharp, and different in pose, light and background.",
        "10 到 30 张优质图片胜过 100 张雷同的：要清晰，姿势、光线和背景各不相同。",
    ),
    "new.pictures.drop": Text(
        "Drop pictures or a folder here, with their .txt captions if there are any.",
        "把图片或文件夹拖到这里，如有 .txt 标签文件可一并拖入。",
    ),
    "new.pictures.choose": Text("Choose pictures…", "选择图片…"),
    "new.pictures.folder": Text("Folder on this machine…", "选择本机文件夹…"),
    "new.pictures.folder_title": Text("Choose the folder with the pictures", "选择图片所在的文件夹"),
    "new.pictures.uploading": Text("Uploading {done} of {total}…", "正在上传 {done}/{total}…"),
    "new.pictures.refused": Text(
        "{name} is neither a picture that can be read nor a .txt caption: it was left out.",
        "{name} 既不是可读取的图片，也不是 .txt 标签文件：未添加。",
    ),
    "new.pictures.failed": Text("{name} did not arrive: add it again.", "{name} 上传失败：请重新添加。"),
    "new.pictures.mixed": Text(
        "This folder holds several subjects (several folders such as 10_sls 1girl): use “Folder on this machine…”.",
        "该文件夹包含多个训练对象（多个形如 10_sls 1girl 的文件夹）：请使用“选择本机文件夹…”。",
    ),
    "new.pictures.count": Text("{count} pictures", "{count} 张图片"),
    "new.pictures.captions": Text("captions: {count} of {total}", "已打标：{count}/{total}"),
    "new.pictures.no_captions": Text(
        "Without captions, every picture is called by trigger word and class. That works; captions make the result "
        "more flexible.",
        "没有标签时，每张图片都用触发词和类别作为标签。这样也可以训练；有标签则更灵活。",
    ),
    "new.pictures.clear": Text("Choose others", "重新选择"),
    "new.pictures.as_it_is": Text(
        "Folders and repeats are used as they stand.", "按现有的子文件夹和重复次数训练，不作改动。"
    ),
    "new.pictures.more": Text("Show more", "显示更多"),
    "new.pictures.remove": Text("Remove {name}", "移除 {name}"),
    "new.words.title": Text("Its name", "名称"),
    "new.words.about": Text(
        "How you will call it in prompts. Captions without the trigger word get it in front, in a copy: your files "
        "stay as they are.",
        "在提示词中如何称呼它。缺少触发词的标签会自动在最前面加上，您的原文件不会被改动。",
    ),
    "new.words.trigger": Text("Trigger word", "触发词"),
    "new.words.trigger_about": Text(
        "A made-up word that the base model does not know yet. The file gets this name, too.",
        "自造的、底模还不认识的词。训练出的文件也以它命名。",
    ),
    "new.words.trigger_example": Text("for example sls7", "例如 sls7"),
    "new.words.class": Text("What it is", "类别"),
    "new.words.class_about": Text(
        "An ordinary word for it: 1girl, man, dog, style. May stay empty.",
        "用普通的英文词说明它是什么：1girl、man、dog、style。可以留空。",
    ),
    "new.words.class_example": Text("for example 1girl", "例如 1girl"),
    "new.model.title": Text("Base model", "底模"),
    "new.model.about": Text(
        "The nearer its style is to your pictures, the better: an anime model for anime, a realistic one for photos.",
        "底模的画风越接近您的图片越好：动漫用动漫底模，照片用写实底模。",
    ),
    "new.model.where": Text(
        "Files in the workspace's models folder appear here, and those of the programs named in Settings.",
        "这里会列出工作目录 models 文件夹中的文件，以及“设置”中所填程序的底模。",
    ),
    "new.model.choose": Text("Choose a file…", "选择文件…"),
    "new.model.pick": Text("Choose a base model", "选择底模"),
    "new.model.demo": Text("Demo model", "演示模型"),
    "new.model.demo_about": Text(
        "For trying out: draws 64-pixel emoji, and is no use for real pictures.",
        "仅供试用：只能画 64 像素的表情图，不能用于正式作图。",
    ),
    "new.quality.title": Text("Quality", "质量"),
    "new.quality.about": Text(
        "Better takes longer. You can pick any epoch's file afterwards.",
        "质量越高耗时越长。事后可以选用任意一轮的文件。",
    ),
    "new.quality.quick": Text("Quick", "快速"),
    "new.quality.quick_about": Text("To see whether the pictures work.", "先看看图片是否合适。"),
    "new.quality.good": Text("Good", "良好"),
    "new.quality.good_about": Text("Right for nearly everything.", "适合绝大多数情况。"),
    "new.quality.best": Text("Best", "最佳"),
    "new.quality.best_about": Text("More steps, for many good pictures.", "步数更多，适合较多的优质图片。"),
    "new.advice.title": Text("The settings, and why", "参数及理由"),
    "new.advice.count": Text("{count} settings; everything else stays at its default.", "{count} 项；其余均为默认值。"),
    "new.advice.none": Text("They are worked out as soon as there are pictures.", "添加图片后会自动计算。"),
    "new.advice.setting": Text("Setting", "参数"),
    "new.advice.value": Text("Value", "值"),
    "new.advice.why": Text("Why", "理由"),
    "new.advice.repeats": Text("Repeats", "重复次数"),
    "new.plan.title": Text("Your run", "本次训练"),
    "new.plan.none": Text(
        "Add pictures, a trigger word and a base model: the plan appears here.",
        "添加图片、触发词和底模后，这里会显示训练计划。",
    ),
    "new.plan.steps": Text("steps", "步"),
    "new.plan.sum": Text(
        "{pictures} pictures × {repeats} repeats × {epochs} epochs ÷ {batch} per step",
        "{pictures} 张图片 × 重复 {repeats} 次 × {epochs} 轮 ÷ 每步 {batch} 张",
    ),
    "new.plan.folders": Text(
        "{pictures} pictures with the repeats of their folders × {epochs} epochs ÷ {batch} per step",
        "{pictures} 张图片（按各文件夹的重复次数）× {epochs} 轮 ÷ 每步 {batch} 张",
    ),
    "new.plan.files": Text("{files} files, {size} in all, in", "{files} 个文件，共 {size}，保存到"),
    "new.plan.time": Text("How long it takes is shown after the first steps.", "开始训练几步之后会显示预计用时。"),
    "new.plan.about": Text("About {time}, judged by an earlier run.", "约 {time}（按以往训练的速度估算）。"),
    "new.plan.tiny": Text("A few minutes, even without a GPU.", "只需几分钟，没有显卡也可以。"),
    "new.plan.cpu": Text(
        "No NVIDIA GPU was found: on the processor, this takes many hours.",
        "未找到 NVIDIA 显卡：用 CPU 训练需要很多个小时。",
    ),
    "new.clear": Text("Begin anew", "清空重填"),
    "new.start": Text("Start training", "开始训练"),
    "new.details": Text("Change details in Train", "在“训练”页调整参数"),
}
