"""Texts of the step of the Dataset page in which pictures are collected and checked."""

from kohya_like.config.text import Text

WORDS = {
    "pictures.add": Text("Add pictures", "添加图片"),
    "pictures.drop": Text(
        "Drop pictures or folders anywhere here, with their captions if there are any.",
        "把图片或文件夹拖到此处，也可以连同标签文件一起拖入。",
    ),
    "pictures.choose": Text("Choose files…", "选择文件…"),
    "pictures.choose_folder": Text("Choose a folder…", "选择文件夹…"),
    "pictures.elsewhere": Text(
        "These pictures lie in the folder above: add files there. Nothing is copied.",
        "这些图片位于上方的文件夹中：请直接在那里添加文件，不会复制。",
    ),
    "pictures.cropped": Text(
        "Shown are the cropped copies, which are captioned and trained. What is added now has to be cropped too.",
        "下面显示的是裁剪后的副本，打标和训练都使用它们。新添加的图片也需要先裁剪。",
    ),
    "pictures.uploading": Text("Uploading: {done} of {total}", "正在上传：{done} / {total}"),
    "pictures.refused": Text(
        "{name} is neither a picture that can be read nor a .txt caption: it was left out.",
        "{name} 既不是可读取的图片，也不是 .txt 标签文件：未添加。",
    ),
    "pictures.failed": Text("{name} did not arrive: add it again.", "{name} 上传失败：请重新添加。"),
    "pictures.added": Text(
        "Added: {added} pictures, {captions} captions.", "已添加 {added} 张图片、{captions} 个标签文件。"
    ),
    "pictures.added_known": Text(
        "Added: {added} pictures, {captions} captions. There already: {known}.",
        "已添加 {added} 张图片、{captions} 个标签文件；已存在 {known} 张。",
    ),
    "pictures.check_title": Text("Check", "检查"),
    "pictures.check_about": Text(
        "Everything that would spoil the training: damaged, doubled, blurred or too small pictures, captions and "
        "folders.",
        "找出所有会影响训练的问题：损坏、重复、模糊或过小的图片，以及标签文件和文件夹。",
    ),
    "pictures.check": Text("Check the pictures", "检查图片"),
    "pictures.check_again": Text("Check again", "重新检查"),
    "pictures.checked": Text("Checked: {pictures} pictures, {when}", "已检查 {pictures} 张图片，{when}"),
    "pictures.checked_both": Text(
        "Checked: {pictures} pictures and {reg} for regularisation, {when}",
        "已检查 {pictures} 张图片和 {reg} 张正则化图片，{when}",
    ),
    "pictures.stale": Text(
        "Files were changed since this check: some of what follows may be settled. Check again.",
        "检查之后文件已有更改：下面的部分内容可能已解决。请重新检查。",
    ),
    "pictures.lights.fine": Text("Everything is fine.", "一切正常。"),
    "pictures.lights.error": Text("{count} to mend before training", "{count} 项须在训练前解决"),
    "pictures.lights.warning": Text("{count} that cost quality", "{count} 项影响质量"),
    "pictures.lights.hint": Text("{count} to look at", "{count} 项供参考"),
    "pictures.severity.error": Text("Error", "错误"),
    "pictures.severity.warning": Text("Warning", "警告"),
    "pictures.severity.hint": Text("Hint", "提示"),
    "pictures.fix": Text("{fix}: {count}", "{fix}：{count}"),
    "pictures.fixed": Text("{title} ({files} files)", "{title}（{files} 个文件）"),
    "pictures.include": Text("Include {name}", "包含 {name}"),
    "pictures.kept": Text("stays", "保留"),
    "pictures.more": Text("Show more ({count})", "显示更多（{count}）"),
    "pictures.all": Text("All pictures", "所有图片"),
    "pictures.none": Text("There are no pictures yet.", "还没有图片。"),
    "pictures.remove": Text("Remove: {count}", "移除：{count}"),
    "pictures.selected": Text("{count} selected", "已选 {count} 张"),
    "pictures.clear": Text("Select none", "取消选择"),
}
