"""What lies around a student and could reach a lesson by its name: files that hide a package, another kernel."""

import sys
from pathlib import Path

# What lessons import, beside Python's own modules.
PACKAGES = (
    "helpers", "torch", "torchvision", "numpy", "scipy", "sklearn", "matplotlib", "pandas", "PIL", "tqdm", "IPython",
    "ipykernel", "ipywidgets", "joblib", "yaml", "safetensors", "papermill", "nbformat", "nbclient", "jinja2", "dask",
)  # fmt: skip
KERNEL = "python3"


def hiding_files(folder: Path) -> list[str]:
    """One sentence for each file or package in a folder that every notebook beside it would get instead of the real one.

    Args:
        folder: where notebooks are; it may be missing.
    """
    names = {*PACKAGES, *sys.stdlib_module_names}
    entries = sorted(folder.iterdir()) if folder.is_dir() else []
    return [
        f"{entry} hides the module {_module(entry)} from the notebooks beside it: rename it."
        for entry in entries
        if _module(entry) in names
    ]


def _module(entry: Path) -> str | None:
    """The name under which Python would import a file or folder; None if it would not."""
    if entry.is_dir():
        return entry.name if (entry / "__init__.py").exists() else None
    return entry.name.partition(".")[0] if entry.suffix in (".py", ".pyc", ".so", ".pyd") else None


def other_kernel() -> str:
    """A sentence if Jupyter's kernel ``python3`` belongs to another Python than this one; else nothing.

    Lessons that ``course`` runs are not touched by it; those that are opened by another program's JupyterLab are.
    """
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        found = KernelSpecManager().get_kernel_spec(KERNEL)
    except NoSuchKernel:
        return ""
    python = found.argv[0] if found.argv else "nothing"
    if python in ("python", "python3") or Path(python).absolute() == Path(sys.executable).absolute():
        return ""
    where = f"{found.resource_dir}, " if found.resource_dir else ""
    return f"Jupyter's kernel {KERNEL} ({where}{python}) is none of this course: `course lab` takes the course's own."
