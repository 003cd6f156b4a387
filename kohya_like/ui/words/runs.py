"""Texts of the list of runs and of one run."""

from kohya_like.config.text import Text

LIST = {
    "runs.title": Text("Runs", "训练记录"),
    "runs.none": Text("No run yet", "还没有训练记录"),
    "runs.none_help": Text(
        "Every training you start appears here, with its curves, previews and files.",
        "每次开始的训练都会出现在这里，包括曲线、预览图和文件。",
    ),
    "runs.begin": Text("Start one", "开始训练"),
    "runs.search": Text("Search by name", "按名称搜索"),
    "runs.group": Text("Which runs to show", "显示哪些训练"),
    "runs.group_all": Text("All", "全部"),
    "runs.group_live": Text("Running", "运行中"),
    "runs.group_waiting": Text("Queued or not started", "排队中或未启动"),
    "runs.group_done": Text("Finished", "已完成"),
    "runs.group_ended": Text("Stopped", "已停止"),
    "runs.group_broken": Text("Failed or interrupted", "失败或中断"),
    "runs.nothing_found": Text("No run fits.", "没有符合条件的训练。"),
    "runs.newer": Text("Newer", "较新"),
    "runs.older": Text("Older", "较早"),
    "runs.page": Text("{first}–{last} of {count}", "第 {first}–{last} 项，共 {count} 项"),
    "runs.step_of": Text("step {step} of {total}", "第 {step} / {total} 步"),
    "runs.loss_is": Text("loss {loss}", "损失 {loss}"),
    "runs.comparison": Text("Comparison", "对比"),
    "runs.comparison_chart": Text("Smoothed losses of the ticked runs over steps", "所选训练的平滑损失曲线"),
    "runs.compare_this": Text("Compare the losses of {title}", "对比 {title} 的损失"),
    "runs.compare_clear": Text("Untick all", "全部取消"),
    "runs.held_out_of": Text("{title}, held-out", "{title}，验证"),
}

STANDING = {
    "runs.back": Text("← All runs", "← 全部训练"),
    "runs.facts": Text("Created {when} · {id}", "创建于 {when} · {id}"),
    "runs.progress": Text("Progress", "进度"),
    "runs.steps": Text("Steps", "步数"),
    "runs.epoch": Text("Epoch", "轮次"),
    "runs.left": Text("Time left", "剩余时间"),
    "runs.about": Text("about {time}", "约 {time}"),
    "runs.speed": Text("Speed", "速度"),
    "runs.loss_now": Text("Average loss", "平均损失"),
    "runs.rate_now": Text("Learning rate", "学习率"),
    "runs.worked": Text("Time so far", "已用时间"),
    "runs.step": Text("Step {step}", "第 {step} 步"),
    "runs.at_step": Text("(step {step})", "（第 {step} 步）"),
    "runs.place": Text("Place {position} of {count} in the queue.", "队列中第 {position} 位，共 {count} 个。"),
    "runs.wrong_input": Text("It could not start with these settings:", "这些设置无法开始训练："),
    "runs.log_end": Text("Last lines of the log", "日志末尾"),
    "runs.warnings": Text("Warnings", "警告"),
}

ACTIONS = {
    "runs.stop": Text("Stop and keep", "停止并保存"),
    "runs.save_now": Text("Save now", "立即保存"),
    "runs.sample_now": Text("Preview now", "立即预览"),
    "runs.save_asked": Text("It saves a copy after this step.", "将在当前步之后保存一份。"),
    "runs.sample_asked": Text("It draws the previews after this step.", "将在当前步之后绘制预览。"),
    "runs.resume": Text("Resume", "继续训练"),
    "runs.start": Text("Start", "开始"),
    "runs.start_again": Text("Start again", "重新开始"),
    "runs.up": Text("Earlier", "提前"),
    "runs.down": Text("Later", "推后"),
    "runs.cancel": Text("Leave the queue", "移出队列"),
    "runs.kill": Text("End by force", "强制结束"),
    "runs.kill_question": Text(
        "Its processes are ended at once. What was learnt since the last saved state is lost; “Stop and keep” loses "
        "nothing, but waits for the step.",
        "将立即结束其所有进程。上次保存状态之后的训练成果会丢失；“停止并保存”不会丢失任何内容，但需要等待当前步完成。",
    ),
    "runs.delete": Text("Delete", "删除"),
    "runs.delete_question": Text(
        "The folder {folder} is deleted: log, curves, previews and saved state. Trained files saved elsewhere stay.",
        "将删除文件夹 {folder}：日志、曲线、预览图和已保存的状态。保存在其他位置的模型文件不受影响。",
    ),
    "runs.again": Text("Use these settings again", "再次使用这些设置"),
    "runs.again_question": Text(
        "The form holds settings of another run. They are replaced by those of this one.",
        "表单中有另一次训练的设置，它们将被本次训练的设置替换。",
    ),
    "runs.again_replace": Text("Replace them", "替换"),
    "runs.notify": Text("Tell me when it ends", "结束时通知我"),
}

CHARTS = {
    "runs.loss": Text("Loss", "损失"),
    "runs.loss_chart": Text("Loss over steps", "损失随步数变化的曲线"),
    "runs.loss_raw": Text("Each step", "每步"),
    "runs.loss_smoothed": Text("Smoothed", "平滑"),
    "runs.loss_held_out": Text("Held-out pictures", "验证图片"),
    "runs.smoothing": Text("Smoothing", "平滑"),
    "runs.show_all": Text("Show all steps", "显示全部步数"),
    "runs.log_scale": Text("Logarithmic", "对数坐标"),
    "runs.turned": Text(
        "The loss of the held-out pictures was lowest at step {step} and has risen since: the run begins to overfit. "
        "A file saved near that step is probably the better one.",
        "验证图片的损失在第 {step} 步最低，此后上升：训练开始过拟合。该步附近保存的文件可能更好。",
    ),
    "runs.rates": Text("Learning rates", "学习率"),
    "runs.rates_chart": Text("Learning rates over steps", "学习率随步数变化的曲线"),
    "runs.rate_unet": Text("U-Net", "U-Net 学习率"),
    "runs.rate_text_encoder": Text("Text encoder", "文本编码器学习率"),
    "runs.rate_all": Text("U-Net and text encoder", "U-Net 与文本编码器"),
    "runs.judge": Text("How to judge a run", "如何判断训练效果"),
    "runs.judge_state": Text("State", "状态"),
    "runs.judge_previews": Text("Previews", "预览图"),
    "runs.judge_loss": Text("Held-out loss", "验证损失"),
    "runs.judge_remedy": Text("What to do", "对策"),
    "runs.underfit": Text("Underfit", "欠拟合"),
    "runs.underfit_previews": Text("The trigger word changes little", "触发词几乎不起作用"),
    "runs.underfit_loss": Text("Still falling at the end", "到最后仍在下降"),
    "runs.underfit_remedy": Text("More epochs, then a higher learning rate", "增加训练轮数，再提高学习率"),
    "runs.good": Text("Good", "合适"),
    "runs.good_previews": Text(
        "The subject in poses and places that no training picture shows", "主体出现在训练图片中没有的姿势和场景"
    ),
    "runs.good_loss": Text("Near its lowest", "接近最低点"),
    "runs.good_remedy": Text("Take the file of this step", "使用这一步的文件"),
    "runs.overfit": Text("Overfit", "过拟合"),
    "runs.overfit_previews": Text(
        "Training pictures come back, prompts are ignored, colours burn", "重现训练图片，不听提示词，颜色过饱和"
    ),
    "runs.overfit_loss": Text("Rising while the training loss falls", "上升，而训练损失仍在下降"),
    "runs.overfit_remedy": Text(
        "An earlier file; fewer epochs or repeats, a lower rank, more pictures",
        "使用更早的文件；减少训练轮数或重复次数，降低秩，增加图片",
    ),
    "runs.judge_note": Text(
        "The training loss jumps from step to step, since every step adds other noise to other pictures; its value "
        "says little. Held-out pictures are measured with the same noise each time. The previews decide.",
        "训练损失每步都会跳动，因为每步的图片和噪声都不同，其数值参考意义不大。验证图片每次使用相同的噪声。最终以预览图为准。",
    ),
}

PREVIEWS = {
    "runs.previews": Text("Previews", "预览图"),
    "runs.preview": Text("Preview", "预览图"),
    "runs.open_preview": Text("Show the preview of step {step}", "查看第 {step} 步的预览图"),
    "runs.preview_caption": Text("Step {step}, seed {seed}", "第 {step} 步，种子 {seed}"),
    "runs.full_picture": Text("Open the file", "打开文件"),
    "runs.earlier": Text("Step before", "上一步"),
    "runs.later": Text("Step after", "下一步"),
    "runs.prompt_before": Text("Prompt before", "上一个提示词"),
    "runs.prompt_after": Text("Prompt after", "下一个提示词"),
    "runs.compare_with": Text("Compare with", "对比"),
    "runs.compare_none": Text("Nothing", "不对比"),
    "runs.compare_slide": Text("Where one picture passes into the other", "两张图片的分界"),
}

FILES = {
    "runs.files": Text("Saved files", "已保存的文件"),
    "runs.download": Text("Download", "下载"),
    "runs.download_file": Text("Download {name}", "下载 {name}"),
    "runs.copy_path": Text("Copy path", "复制路径"),
    "runs.outside": Text("outside the allowed folders", "在允许访问的文件夹之外"),
    "runs.settings": Text("Settings", "训练设置"),
    "runs.settings_help": Text("What differs from the defaults:", "与默认值不同的设置："),
    "runs.whole_file": Text("The whole file", "完整文件"),
    "runs.log": Text("Log", "日志"),
    "runs.copy": Text("Copy", "复制"),
    "runs.whole_log": Text("Whole log", "完整日志"),
}

WORDS = LIST | STANDING | ACTIONS | CHARTS | PREVIEWS | FILES
