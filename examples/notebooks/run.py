"""Run the notebooks of this folder and save them with their outputs: python examples/notebooks/run.py

They are run by the Python that runs this file. Give a folder, and the results are saved there instead.
"""

import json
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

HERE = Path(__file__).parent
SECONDS = 120  # for one cell; all of them together take a few seconds


def own_kernel(folder):
    """A manager of kernels that are this very Python, whatever else is installed on the machine."""
    (Path(folder) / "own").mkdir()
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
    }
    (Path(folder) / "own" / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    specs = KernelSpecManager(kernel_dirs=[str(folder)], ensure_native_kernel=False)
    # Files instead of network ports, where the system has such sockets.
    transport = "tcp" if sys.platform == "win32" else "ipc"
    files = str(Path(folder) / "kernel.json")
    return AsyncKernelManager(kernel_name="own", kernel_spec_manager=specs, transport=transport, connection_file=files)


def run(path):
    """The notebook with the outputs of a fresh run, and nothing in it that changes from run to run."""
    notebook = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            km=own_kernel(folder),
            timeout=SECONDS,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(HERE)}},
        )
        client.execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)  # names a live kernel's object
    return notebook


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for path in sorted(HERE.glob("*.ipynb")):
        nbformat.write(run(path), folder / path.name)
        print(path.name, flush=True)


if __name__ == "__main__":
    main()
