"""Texts of the frame around every page."""

from kohya_like.config.text import Text

WORDS = {
    "shell.page.new": Text("New", "新建"),
    "shell.page.dataset": Text("Dataset", "数据集"),
    "shell.page.train": Text("Train", "训练"),
    "shell.page.runs": Text("Runs", "训练记录"),
    "shell.page.settings": Text("Settings", "设置"),
    "shell.skip": Text("Skip to the content", "跳到正文"),
    "shell.navigation": Text("Pages", "页面"),
    "shell.menu": Text("Open the menu", "打开菜单"),
    "shell.collapse": Text("Collapse the sidebar", "收起侧栏"),
    "shell.expand": Text("Expand the sidebar", "展开侧栏"),
    "shell.jobs": Text("Running and queued", "运行与排队"),
    "shell.no_jobs": Text("Nothing is running.", "当前没有任务。"),
    "shell.steps": Text("{step} of {total} steps", "第 {step} / {total} 步"),
    "shell.share": Text("{share} done", "已完成 {share}"),
    "shell.language": Text("Language", "语言"),
    "shell.theme": Text("Appearance", "外观"),
    "shell.theme.system": Text("Like the system", "跟随系统"),
    "shell.theme.light": Text("Light", "浅色"),
    "shell.theme.dark": Text("Dark", "深色"),
    "shell.sign_out": Text("Sign out", "退出登录"),
    "shell.lost": Text(
        "The server does not answer at the moment. Trainings go on meanwhile, and so does this page once it is back.",
        "服务器暂时没有响应。正在进行的训练不受影响；服务器恢复后，页面会自动继续。",
    ),
    "shell.updated": Text("The program was updated.", "程序已更新。"),
    "shell.reload": Text("Reload the page", "重新加载页面"),
    "shell.open_run": Text("Open the run", "查看训练"),
    "shell.ended": Text("{title}: {status}", "{title}：{status}"),
    "shell.ended_because": Text("{headline}. {text}", "{headline}。{text}"),
}
