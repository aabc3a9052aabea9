"""Run the notebooks of this folder and save them with their outputs: python examples/notebooks/run.py

They are run by the Python that runs this file. Give a folder, and the results are saved there instead.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
SECONDS = 120  # for one cell; all of them together take a few seconds


def own_kernel(folder):
    """Makes this very Python known as a kernel, "own", whatever else is installed on the machine."""
    place = Path(folder) / "kernels" / "own"
    place.mkdir(parents=True)
    spec = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"],
        "display_name": "Python 3",
        "language": "python",
    }
    (place / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    os.environ["JUPYTER_PATH"] = str(folder)


def run(path):
    """The notebook with the outputs of a fresh run, and nothing in it that changes from run to run."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="own",
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
            data = output.get("data", {})
            data.pop("application/vnd.jupyter.widget-view+json", None)  # names an object of a kernel that is gone
            if "image/svg+xml" in data:
                data.pop("text/html", None)  # GitHub cleans pictures out of HTML, and shows the other
    return notebook


def main():
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    with tempfile.TemporaryDirectory() as folder:
        own_kernel(folder)
        for path in sorted(HERE.glob("*.ipynb")):
            nbformat.write(run(path), into / path.name)
            print(path.name, flush=True)


if __name__ == "__main__":
    main()
