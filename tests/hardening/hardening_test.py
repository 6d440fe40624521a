#!/usr/bin/python3
"""Is this program hardened as docs/architecture.md says? hardening_test.py PROGRAM...

Reads it from the programs themselves, by readelf, and that our own functions guard their stack by
objdump, where the program has symbols; the agent has none, and is compiled with the same options. No
note tells of indirect branches (IBT, SHSTK, BTI): it is there only where every library linked in has
it, and Debian 12's have not."""

import os
import re
import subprocess
import sys


def readelf(program, *options):
    return subprocess.run(["readelf", "--wide", *options, program], check=True, text=True,
                          capture_output=True, env=os.environ | {"LC_ALL": "C"}).stdout


def guarded_functions(program):
    """How many of our own functions call the stack protector; None: the program has no symbols."""
    if ".symtab" not in readelf(program, "--section-headers"):
        return None
    code = subprocess.run(["objdump", "--disassemble", "--no-show-raw-insn", program], check=True,
                          text=True, capture_output=True).stdout
    guarded, ours = 0, False
    for line in code.splitlines():
        if line.endswith(">:"):
            ours = "8oakprobe" in line  # mangled
        elif ours and "<__stack_chk_fail" in line:
            guarded, ours = guarded + 1, False
    return guarded


def offences(program):
    header = readelf(program, "--file-header")
    segments = readelf(program, "--program-headers")
    dynamic = readelf(program, "--dynamic")
    if not re.search(r"Type:\s+DYN ", header) or not re.search(r"FLAGS_1\).*\bPIE\b", dynamic):
        yield "is not position-independent"
    if "GNU_RELRO" not in segments:
        yield "has no read-only relocations (GNU_RELRO)"
    if not re.search(r"\(FLAGS\).*\bBIND_NOW\b|\(FLAGS_1\).*\bNOW\b", dynamic):
        yield "binds lazily"
    if "(TEXTREL)" in dynamic or re.search(r"\(FLAGS\).*\bTEXTREL\b", dynamic):
        yield "writes into its own code at its start (TEXTREL)"
    stack = re.search(r"GNU_STACK(?:\s+0x[0-9a-f]+){5}\s+([RWE ]+?)\s+0x", segments)
    if not stack or "E" in stack[1]:
        yield "may have an executable stack"
    if re.search(r"LOAD(?:\s+0x[0-9a-f]+){5}\s+RWE", segments):
        yield "has memory that can be both written and run"
    with open(program, "rb") as file:
        content = file.read()
    if b"__n < this->size()" not in content:  # what std::vector's failed assertion prints
        yield "has no assertions of the C++ library"
    if guarded_functions(program) == 0 or b"__stack_chk_fail" not in content and \
            b"stack smashing detected" not in content:
        yield "has no stack protector"
    if "INTERP" in segments and not re.search(r"UND __\w+_chk\b", readelf(program, "--dyn-syms")):
        yield "is not fortified"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    found = [f"{program}: {what}" for program in sys.argv[1:] for what in offences(program)]
    print("\n".join(found) or f"hardened: {', '.join(sys.argv[1:])}")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
