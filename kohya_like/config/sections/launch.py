"""[launch]: on what the run is computed, and by how many processes."""

from typing import Any, ClassVar, Literal

from kohya_like.config.schema import Section, param
from kohya_like.config.text import Text

DynamoBackend = Literal["no", "eager", "aot_eager", "inductor", "cudagraphs"]
"""Of accelerate's names, those that need no further package."""

COMPILED = ("eager", "aot_eager", "inductor", "cudagraphs")


class Launch(Section):
    """What `accelerate config` asks."""

    title: ClassVar[Text] = Text("Device and processes", "设备与进程")

    device: Literal["auto", "cuda", "cpu"] = param(
        "auto",
        "Device",
        "设备",
        zh="训练所用的设备。自动：有 NVIDIA 显卡就用显卡，否则用 CPU。",
        level="expert",
        labels={"cuda": Text("NVIDIA GPU", "NVIDIA 显卡"), "cpu": Text("CPU", "CPU")},
    )
    """Where to train. Automatic takes an NVIDIA GPU if there is one, else the CPU."""

    num_processes: int = param(
        1,
        "Processes",
        "进程数",
        zh="共同训练的进程总数（所有机器合计），每个进程用一块显卡。每步的批数随之成倍增加，一轮的步数相应减少。",
        level="expert",
        ge=1,
        le=1024,
    )
    """Processes that train together, on all machines, each on a GPU of its own. A step takes as many times more
    batches, and an epoch has as many times fewer steps."""

    gpu_ids: str | None = param(
        None,
        "GPU numbers",
        "显卡编号",
        zh="本机使用哪些显卡，每个进程一块，例如 0 或 0,1。留空则从第一块开始依次使用。",
        level="expert",
        only={"device": ("auto", "cuda")},
        pattern=r"^[0-9]+(,[0-9]+)*$",
    )
    """Which GPUs of this machine to use, one for each process, such as 0 or 0,1. Empty takes the first ones."""

    num_machines: int = param(
        1,
        "Machines",
        "机器数",
        zh="共同训练的机器数。每台机器都要启动同一训练，图片和底模也必须相同，只有“机器序号”不同。",
        level="expert",
        ge=1,
        le=256,
    )
    """Machines that train together. The run is started on each of them, with the same pictures and base model; only the
    machine's number differs."""

    machine_rank: int = param(
        0,
        "Number of this machine",
        "机器序号",
        zh="本机在各台机器中的序号，从 0 开始。文件由 0 号机器保存。",
        level="expert",
        ge=0,
        le=255,
    )
    """Which of the machines this is, counted from 0. Machine 0 saves the files."""

    main_process_ip: str | None = param(
        None,
        "Address of machine 0",
        "主机地址",
        zh="0 号机器的 IPv4 地址或主机名，其他机器通过它加入。",
        level="expert",
        pattern=r"^[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?$",
        max_length=253,
    )
    """IPv4 address or host name of machine 0, at which the others find it."""

    main_process_port: int = param(
        0,
        "Port of machine 0",
        "主机端口",
        zh="各进程用来互相联系的端口。0 为任意空闲端口；多台机器时须填写同一个端口，例如 29500。",
        level="expert",
        ge=0,
        le=65535,
    )
    """Port through which the processes find each other. 0 takes any free one; several machines need the same one, such
    as 29500."""

    num_cpu_threads_per_process: int | None = param(
        None,
        "CPU threads per process",
        "每个进程的 CPU 线程数",
        zh="每个训练进程使用的 CPU 线程数。留空时取 OMP_NUM_THREADS，未设置则各进程平分物理核心。",
        level="expert",
        ge=1,
        le=1024,
    )
    """CPU threads of each training process. Empty takes OMP_NUM_THREADS where it is set, else the physical cores,
    shared by the processes."""

    dynamo_backend: DynamoBackend = param(
        "no",
        "Compile the U-Net (torch.compile)",
        "编译 U-Net（torch.compile）",
        zh="用 torch.compile 编译 U-Net。inductor 最快，但开始时和遇到新的图片尺寸时要编译几分钟；"
        "eager 和 aot_eager 仅供排查问题。",
        level="expert",
        labels={"no": Text("no", "不编译")},
    )
    """Compile the U-Net with torch.compile. inductor is the fast one, but takes minutes at the start and for new
    picture sizes; eager and aot_eager are for finding faults."""

    dynamo_mode: Literal["default", "reduce-overhead", "max-autotune"] = param(
        "default",
        "Compiler mode",
        "编译模式",
        zh="编译器在速度、显存和编译时间之间的取舍。max-autotune 编译最久。",
        level="expert",
        only={"dynamo_backend": ("inductor",)},
    )
    """What the compiler trades for speed: reduce-overhead takes memory, max-autotune a long time to compile."""

    dynamo_use_fullgraph: bool = param(
        False,
        "Compile in one piece",
        "整图编译",
        zh="必须整体编译，做不到就报错，而不是分段编译。",
        level="expert",
        only={"dynamo_backend": COMPILED},
    )
    """Fail where the U-Net cannot be compiled in one piece, instead of compiling it in several."""

    dynamo_use_dynamic: bool = param(
        False,
        "Compile for all sizes",
        "动态尺寸编译",
        zh="一开始就编译成适用于任意图片尺寸的代码。关闭时先为第一种尺寸编译，遇到其他尺寸再重新编译。",
        level="expert",
        only={"dynamo_backend": COMPILED},
    )
    """Compile for every picture size at once. Off, it is compiled for the first size, and anew when another comes."""

    def compile_arguments(self) -> dict[str, Any]:
        """What `torch.compile` is told."""
        return {
            "backend": self.dynamo_backend,
            "mode": self.dynamo_mode if self.dynamo_backend == "inductor" else None,
            "fullgraph": self.dynamo_use_fullgraph,
            "dynamic": True if self.dynamo_use_dynamic else None,  # None lets torch find out; False is for ever.
        }
