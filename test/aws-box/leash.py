"""Runs a command for as long as somebody holds this program's input open; then ends it, and whatever it started.

leash.py <seconds to end by itself> <command> [argument …]: so that nothing outlives a test run, however that ends.
"""

import os
import signal
import subprocess
import sys
import threading

grace, *command = sys.argv[1:]
child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)


def end_when_let_go():
    sys.stdin.buffer.read()
    child.terminate()
    try:
        child.wait(timeout=float(grace))
    except subprocess.TimeoutExpired:
        pass
    end_group()


def end_group():
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


threading.Thread(target=end_when_let_go, daemon=True).start()
status = child.wait()
end_group()
sys.exit(status if status >= 0 else 1)
