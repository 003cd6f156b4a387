"""Texts of the frame of the Dataset page."""

from kohya_like.config.text import Text

WORDS = {
    "dataset.title": Text("Dataset", "数据集"),
    "dataset.about": Text(
        "From a heap of pictures to a dataset: collect, crop, caption, tag, regularise, lay out. Every step can be "
        "taken back, and no original is ever overwritten.",
        "从一堆图片到数据集：收集、裁剪、打标、整理标签、正则化、生成文件夹。每一步都可撤销，原图绝不会被覆盖。",
    ),
    "dataset.project": Text("Project", "项目"),
    "dataset.no_project": Text("Choose…", "请选择…"),
    "dataset.a_folder": Text("Folder: {folder}", "文件夹：{folder}"),
    "dataset.new_project": Text("New project…", "新建项目…"),
    "dataset.open_folder": Text("Open a folder…", "打开文件夹…"),
    "dataset.project_name": Text("Name of the project", "项目名称"),
    "dataset.create": Text("Create", "创建"),
    "dataset.counts": Text("{pictures} pictures, {captions} captions", "{pictures} 张图片，{captions} 个标签文件"),
    "dataset.undo": Text("Undo", "撤销"),
    "dataset.redo": Text("Redo", "重做"),
    "dataset.undo_one": Text("Undo: {title}", "撤销：{title}"),
    "dataset.redo_one": Text("Redo: {title}", "重做：{title}"),
    "dataset.undone": Text("Taken back: {title}", "已撤销：{title}"),
    "dataset.redone": Text("Done again: {title}", "已重做：{title}"),
    "dataset.history": Text("History", "历史"),
    "dataset.history_empty": Text("Nothing was changed yet.", "还没有任何更改。"),
    "dataset.history_files": Text("{files} files", "{files} 个文件"),
    "dataset.state.done": Text("done", "已执行"),
    "dataset.state.undone": Text("taken back", "已撤销"),
    "dataset.state.dropped": Text("taken back for good", "已撤销（不可重做）"),
    "dataset.state.going forth": Text("being done", "正在执行"),
    "dataset.state.going back": Text("being taken back", "正在撤销"),
    "dataset.steps": Text("Steps", "步骤"),
    "dataset.step.pictures": Text("Pictures", "图片"),
    "dataset.step.crop": Text("Crop", "裁剪"),
    "dataset.step.captioning": Text("Captions", "打标"),
    "dataset.step.tags": Text("Tags", "标签"),
    "dataset.step.regularise": Text("Regularise", "正则化"),
    "dataset.step.folders": Text("Folders", "文件夹"),
    "dataset.choose_first": Text(
        "Choose a project or open a folder above to begin.", "请先在上方选择项目或打开文件夹。"
    ),
    "dataset.previous": Text("Previous", "上一页"),
    "dataset.next": Text("Next", "下一页"),
    "dataset.page": Text("Page {page} of {pages}", "第 {page} / {pages} 页"),
    "dataset.job.stop": Text("Stop", "停止"),
    "dataset.job.kept": Text("What was made until then is kept.", "此前完成的部分已保留。"),
    "dataset.job.unchanged": Text("Nothing was changed.", "未作任何更改。"),
    "dataset.job.progress": Text("{step} of {total}", "{step} / {total}"),
}
