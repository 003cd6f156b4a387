"""Texts of the step in which folders are made."""

from kohya_like.config.text import Text

WORDS = {
    "folders.title": Text("What is trained", "训练内容"),
    "folders.about": Text(
        "A row for each subject, and one for ordinary pictures of its class if you want them. Each becomes a folder "
        "such as train/10_sls 1girl; your pictures stay as they are.",
        "每个训练对象占一行；如需要，再加一行该类别的普通图片。每行会生成一个形如 train/10_sls 1girl "
        "的文件夹，您的图片不会被改动。",
    ),
    "folders.goal": Text("Goal", "目标"),
    "folders.add_train": Text("Add a subject", "添加训练对象"),
    "folders.add_reg": Text("Add class pictures", "添加类别图片"),
    "folders.train": Text("Training", "训练"),
    "folders.reg": Text("Regularisation", "正则化"),
    "folders.remove": Text("Remove", "移除"),
    "folders.repeats": Text("Repeats", "重复次数"),
    "folders.identifier": Text("Identifier", "标识词"),
    "folders.identifier_example": Text("such as sls", "例如 sls"),
    "folders.class": Text("Class", "类别"),
    "folders.class_example": Text("such as 1girl", "例如 1girl"),
    "folders.source": Text("Pictures from", "图片来源"),
    "folders.here": Text("the folder itself", "当前文件夹"),
    "folders.other": Text("another folder…", "其他文件夹…"),
    "folders.other_title": Text("Choose the folder with the pictures", "选择图片所在的文件夹"),
    "folders.counts": Text("{pictures} pictures, {captions} captions", "{pictures} 张图片，{captions} 个标签"),
    "folders.use": Text("Use {repeats}", "改用 {repeats}"),
    "folders.why": Text("Why?", "理由"),
    "folders.unnamed": Text("(no name yet)", "（未命名）"),
    "folders.pictures": Text("Sort pictures", "整理图片"),
    "folders.pictures_about": Text(
        "Select pictures (Shift for many) and move them into the folder of a row. It can be taken back.",
        "选中图片（按住 Shift 可多选），移到某一行的文件夹中。可以撤销。",
    ),
    "folders.fixed": Text(
        "These pictures lie in a folder outside the project, which is only read.",
        "这些图片位于项目之外的文件夹中，只读取，不移动。",
    ),
    "folders.filter": Text("Which pictures are shown", "显示哪些图片"),
    "folders.all": Text("All pictures", "全部图片"),
    "folders.selected": Text("{count} selected", "已选 {count} 张"),
    "folders.select_none": Text("Select none", "取消选择"),
    "folders.target": Text("Row that gets the pictures", "接收图片的行"),
    "folders.move": Text("Move to it", "移到该行"),
    "folders.moved": Text("Moved {count} pictures to {folder}.", "已将 {count} 张图片移到 {folder}。"),
    "folders.preview": Text("What will be made", "将要生成"),
    "folders.product": Text("{pictures} × {repeats} = {per_epoch}", "{pictures} × {repeats} = {per_epoch}"),
    "folders.stands": Text("there already, stays", "已存在，保持不变"),
    "folders.nothing": Text("Nothing to train yet.", "还没有训练内容。"),
    "folders.per_epoch": Text("An epoch takes {trained} pictures.", "每轮使用 {trained} 张图片。"),
    "folders.per_epoch_reg": Text(
        "An epoch takes {trained} training and {taken} regularisation pictures: {factor} times the steps.",
        "每轮使用 {trained} 张训练图片和 {taken} 张正则化图片：步数为 {factor} 倍。",
    ),
    "folders.how": Text("How", "方式"),
    "folders.how.link": Text("Link", "链接"),
    "folders.how.copy": Text("Copy", "复制"),
    "folders.how.move": Text("Move", "移动"),
    "folders.how_about.link": Text(
        "Another name of the same file: takes no room. Where the disk cannot do that, it is copied.",
        "同一文件的另一个名字，不占空间；磁盘不支持时改为复制。",
    ),
    "folders.how_about.copy": Text("A second file, independent of the first.", "另存一份，互不影响。"),
    "folders.how_about.move": Text(
        "The pictures leave the place where they are now. It can be taken back.", "图片会离开现在的位置。可以撤销。"
    ),
    "folders.add_identifier": Text(
        "Put the identifier in front of captions that lack it (in the copy)",
        "标签缺少标识词时，在最前面加上（只改副本）",
    ),
    "folders.makes_project": Text(
        "The folder stays as it is: building makes a project of it.", "文件夹保持原样：生成时会用它建立一个项目。"
    ),
    "folders.build": Text("Build folders", "生成文件夹"),
    "folders.treat": Text("Treat as {repeats} repeats of {words}", "作为“{words}”重复 {repeats} 次"),
    "folders.built": Text("The folders hold {count} pictures.", "文件夹已生成，共 {count} 张图片。"),
    "folders.built_anew": Text(
        "The folders hold {count} pictures. No longer wanted, and put away: {removed} files.",
        "文件夹已生成，共 {count} 张图片。不再需要而移走的文件：{removed} 个。",
    ),
    "folders.next": Text("Ready to train", "可以训练"),
    "folders.to_train": Text("Set up the run in Train", "在“训练”页设置"),
    "folders.to_new": Text("Quick start in New", "在“新建”页快速开始"),
}
