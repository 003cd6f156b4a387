"""Texts of the Settings page."""

from kohya_like.config.text import Text

WORDS = {
    "settings.title": Text("Settings", "设置"),
    "settings.lead": Text(
        "What belongs to this machine rather than to one run. Kept in {file}.",
        "属于本机而非某次训练的设置。保存在 {file}。",
    ),
    "settings.sections": Text("On this page", "本页内容"),
    "settings.launch": Text("Training device", "训练设备"),
    "settings.launch_help": Text(
        "What “accelerate config” asks elsewhere. Every run that is set up in the page starts from these values; where "
        "one is changed in Train, that run takes its own.",
        "相当于其他程序中的 accelerate config。网页中设置的每次训练都以这些值为起点；"
        "在“训练”页面中另行修改的，以该次训练为准。",
    ),
    "settings.machine": Text("This machine", "本机"),
    "settings.machine_help": Text(
        "Looks for the GPU and tries every package in a process of its own, which takes some seconds.",
        "查找显卡，并在单独的进程中检查每个软件包，需要几秒钟。",
    ),
    "settings.look": Text("Check this machine", "检查本机"),
    "settings.look_again": Text("Check again", "重新检查"),
    "settings.looking": Text("Checking…", "正在检查……"),
    "settings.looked": Text("Checked at {time}", "检查时间：{time}"),
    "settings.state.yes": Text("yes", "正常"),
    "settings.state.no": Text("no", "没有"),
    "settings.state.problem": Text("problem", "有问题"),
    "settings.thing": Text("What", "项目"),
    "settings.state": Text("State", "状态"),
    "settings.finding": Text("Details", "说明"),
    "settings.can_train": Text("Everything that training needs is there.", "训练所需的一切都已就绪。"),
    "settings.cannot_train": Text(
        "Something that training needs is missing: see the red lines.", "缺少训练所必需的内容：请查看标红的行。"
    ),
    "settings.environment": Text("Environment variables in effect", "生效的环境变量"),
    "settings.no_environment": Text(
        "No mirror, proxy or KOHYA_LIKE_* variable is set.", "没有设置镜像、代理或 KOHYA_LIKE_* 变量。"
    ),
    "settings.folders": Text("Folders", "文件夹"),
    "settings.workspace": Text("Workspace", "工作目录"),
    "settings.workspace_help": Text(
        "Runs, projects and results lie here. Another one is chosen at the start, with --workspace.",
        "训练任务、项目和结果都保存在这里。启动时可用 --workspace 指定其他目录。",
    ),
    "settings.allowed": Text("What the page may look into", "网页允许访问的位置"),
    "settings.allowed_help": Text(
        "Besides the workspace. Hidden folders stay closed in any case.",
        "工作目录始终可以访问；隐藏文件夹始终不可访问。",
    ),
    "settings.allowed_default": Text("My home and drives", "主目录和各磁盘"),
    "settings.allowed_default_list": Text("At present: {folders}", "目前为：{folders}"),
    "settings.allowed_named": Text("Only these folders", "仅限以下文件夹"),
    "settings.allowed_exposed": Text(
        "Others can reach this page, so this can be changed only where it is started for this computer alone.",
        "其他人可以访问此网页，因此只有在仅供本机使用的方式启动时才能更改。",
    ),
    "settings.allowed_folder": Text("Allowed folder {number}", "允许的文件夹 {number}"),
    "settings.models": Text("Further folders with base models", "其他底模文件夹"),
    "settings.models_help": Text(
        "New lists the models in them, besides those of the workspace, the WebUI and ComfyUI.",
        "“新建”页面会列出其中的模型，以及工作目录、WebUI 和 ComfyUI 中的模型。",
    ),
    "settings.models_folder": Text("Folder with base models {number}", "底模文件夹 {number}"),
    "settings.add_folder": Text("Add a folder", "添加文件夹"),
    "settings.remove_folder": Text("Remove this folder", "移除此文件夹"),
    "settings.programs": Text("WebUI and ComfyUI", "WebUI 与 ComfyUI"),
    "settings.programs_help": Text(
        "Base models in their folders are listed in New, and the page may look into them.",
        "“新建”页面会列出它们文件夹中的底模，网页也可以访问这些文件夹。",
    ),
    "settings.webui": Text("AUTOMATIC1111's WebUI or Forge", "AUTOMATIC1111 WebUI 或 Forge"),
    "settings.comfyui": Text("ComfyUI", "ComfyUI"),
    "settings.installed_in": Text("Folder into which it was installed", "它的安装文件夹"),
    "settings.downloads": Text("Downloads", "下载"),
    "settings.endpoint": Text("Mirror of huggingface.co", "huggingface.co 镜像"),
    "settings.endpoint_help": Text(
        "Jobs that the page starts from now on get it as HF_ENDPOINT and download from it. Empty leaves what the "
        "environment says. Training by itself downloads nothing.",
        "之后由网页启动的任务会通过 HF_ENDPOINT 使用它下载。留空则沿用环境变量。训练本身不会下载任何内容。",
    ),
    "settings.packages_help": Text(
        "Packages are installed before this page exists: for a mirror of PyPI set PIP_INDEX_URL, for one of PyTorch "
        "TORCH_INDEX_URL, in the environment in which gui.sh or gui.bat is started.",
        "软件包在此网页出现之前就已安装：如需 PyPI 镜像，请在启动 gui.sh 或 gui.bat 的环境中设置 PIP_INDEX_URL；"
        "PyTorch 镜像则设置 TORCH_INDEX_URL。",
    ),
    "settings.appearance": Text("Language and appearance", "语言与外观"),
    "settings.appearance_help": Text(
        "Remembered by this browser, for itself only.", "仅由此浏览器记住，只对它自己有效。"
    ),
    "settings.language": Text("Language", "语言"),
    "settings.theme": Text("Appearance", "外观"),
    "settings.unsaved": Text("You have changes that are not saved.", "有尚未保存的更改。"),
    "settings.save": Text("Save", "保存"),
    "settings.discard": Text("Discard", "放弃更改"),
    "settings.saved": Text("The settings are saved.", "设置已保存。"),
}
