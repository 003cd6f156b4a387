"""Texts of the step that looks after regularisation pictures."""

from kohya_like.config.text import Text

WORDS = {
    "regularise.title": Text("Regularisation pictures", "正则化图片"),
    "regularise.about": Text(
        "Ordinary pictures of the class (any 1girl, not yours) keep the model from believing that all of them look "
        "like yours. They are optional, and double the steps.",
        "同一类别的普通图片（任意 1girl，而不是您的角色），防止模型认为这一类都长成您训练的样子。不是必需的；"
        "步数会翻倍。",
    ),
    "regularise.none": Text("There are none yet.", "还没有正则化图片。"),
    "regularise.class": Text("Class", "类别"),
    "regularise.needed": Text("Needed (pictures × repeats)", "需要（图片数 × 重复次数）"),
    "regularise.there": Text("There", "现有"),
    "regularise.missing": Text("Missing", "缺少"),
    "regularise.enough": Text("enough", "足够"),
    "regularise.nothing": Text(
        "There is nothing to train yet: write down in Folders what it is, and come back.",
        "还没有训练内容：请先在“文件夹”步骤中填写，再回到这里。",
    ),
    "regularise.to_folders": Text("Go to Folders", "转到“文件夹”"),
    "regularise.plain": Text(
        "This is a plain folder, which stays as it is. To add or draw class pictures, make a project of it.",
        "这是普通文件夹，不会被改动。要添加或绘制类别图片，请先用它建立项目。",
    ),
    "regularise.adopt": Text("Make a project of it", "建立项目"),
    "regularise.adopted": Text("Made the project {project}.", "已建立项目 {project}。"),
    "regularise.add": Text("Add class pictures", "添加类别图片"),
    "regularise.add_about": Text(
        "Drop pictures here, or choose them. Their captions may come along.",
        "把图片拖到这里，或点击选择；可一并添加标签文件。",
    ),
    "regularise.files": Text("Choose pictures…", "选择图片…"),
    "regularise.folder": Text("Folder on this machine…", "选择本机文件夹…"),
    "regularise.folder_title": Text("Choose the folder with class pictures", "选择类别图片所在的文件夹"),
    "regularise.folder_added": Text(
        "The folder is a row in Folders now, and is built with the others.",
        "该文件夹已加入“文件夹”步骤，将与其他行一起生成。",
    ),
    "regularise.added": Text("Added {count} pictures.", "已添加 {count} 张图片。"),
    "regularise.failed": Text("{name} did not arrive: add it again.", "{name} 上传失败：请重新添加。"),
    "regularise.draw": Text("Draw the missing ones", "绘制缺少的图片"),
    "regularise.draw_about": Text(
        "With the base model that you will train, so that the class stays as that model knows it.",
        "请用将要训练的底模绘制，使该类别保持底模原有的样子。",
    ),
    "regularise.start": Text("Draw {count} pictures", "绘制 {count} 张"),
    "regularise.drawn": Text("Drawn: {count} pictures of {class_word}.", "已绘制 {class_word} 的 {count} 张图片。"),
    "regularise.options": Text("Prompt, size, steps", "提示词、尺寸、步数"),
    "regularise.base": Text("Base model", "底模"),
    "regularise.pictures": Text("Pictures of {folder}", "{folder} 的图片"),
    "regularise.remove": Text("Take out the selected ({count})", "移出选中的图片（{count}）"),
    "regularise.removed": Text("Took {count} pictures out.", "已移出 {count} 张图片。"),
}
