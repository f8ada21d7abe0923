#!/usr/bin/env python3
"""Writes src/Berth.Kernel/Security/SyscallTable.Data.cs from the kernel's headers.

Usage: generate-syscall-table.py HEADERS > SyscallTable.Data.cs
HEADERS holds the unpacked packages linux-libc-dev (amd64), linux-libc-dev-arm64-cross and linux-libc-dev-armhf-cross.
Calls newer than the headers are listed below; from 424 on every architecture has the same numbers.
"""
import os, re, sys

root = sys.argv[1]
NEWER = dict(cachestat=451, fchmodat2=452, map_shadow_stack=453, futex_wake=454, futex_wait=455, futex_requeue=456, statmount=457,
             listmount=458, lsm_get_self_attr=459, lsm_set_self_attr=460, lsm_list_modules=461, mseal=462, setxattrat=463,
             getxattrat=464, listxattrat=465, removexattrat=466, open_tree_attr=467, file_getattr=468, file_setattr=469)


def numbers(*paths):
    table = {}
    for path in paths:
        for line in open(os.path.join(root, path)):
            m = re.match(r"#define __(?:NR|NR3264)_(\w+)\s+\(?(?:(\w+)\s*\+\s*)?(\w+)\)?\s*(?:/\*.*)?$", line)
            if not m:
                continue
            name, prefix, number = m.groups()
            if not re.fullmatch(r"\d+|0x[0-9a-f]+", number):
                continue
            value = int(number, 0)
            if prefix not in (None, "__X32_SYSCALL_BIT", "__NR_SYSCALL_BASE"):
                raise SystemExit(f"{path}: {line}")
            if name in ("syscalls", "arch_specific_syscall"):
                continue
            table.setdefault(name, value)
    for name, value in NEWER.items():
        table.setdefault(name, value)
    return table


def arm64():
    # The generic header names calls that differ between 32 and 64 bits once (3264) and maps them afterwards.
    path = os.path.join(root, "usr/aarch64-linux-gnu/include/asm-generic/unistd.h")
    expand = os.popen(f"echo '#define __ARCH_WANT_RENAMEAT\n#define __ARCH_WANT_NEW_STAT\n#define __ARCH_WANT_SET_GET_RLIMIT\n#define __ARCH_WANT_TIME32_SYSCALLS\n"
                      f"#define __ARCH_WANT_SYS_CLONE3\n#define __ARCH_WANT_MEMFD_SECRET\n#define __BITS_PER_LONG 64\n#include \"{path}\"' "
                      f"| cpp -dM -P -I{root}/usr/aarch64-linux-gnu/include -").read()
    defs = dict(re.findall(r"#define (\w+) (\S.*)", expand))
    table = {}
    for key, value in defs.items():
        m = re.match(r"__NR_(\w+)$", key)
        if not m or m.group(1) in ("syscalls", "arch_specific_syscall"):
            continue
        while value in defs:
            value = defs[value]
        if value.isdigit():
            table[m.group(1)] = int(value)
    for name, value in NEWER.items():
        table.setdefault(name, value)
    return table


x64 = numbers("usr/include/x86_64-linux-gnu/asm/unistd_64.h")
x64["uretprobe"] = 335
x64["uprobe"] = 336
x86 = numbers("usr/include/x86_64-linux-gnu/asm/unistd_32.h")
x32 = numbers("usr/include/x86_64-linux-gnu/asm/unistd_x32.h")
x32["uretprobe"] = 335
x32["uprobe"] = 336
a64 = arm64()
arm = numbers("usr/arm-linux-gnueabihf/include/asm/unistd-eabi.h")
arm["sync_file_range2"] = arm["arm_sync_file_range"]
# Private to 32-bit ARM, based at 0x0f0000.
ARM_PRIVATE = ["breakpoint", "cacheflush", "usr26", "usr32", "set_tls", "get_tls"]
for i, name in enumerate(ARM_PRIVATE):
    arm[name] = -2 - (i + 1)

names = sorted(set(x64) | set(x86) | set(x32) | set(a64) | set(arm))
names = sorted(names, key=lambda n: n.encode())
print("""// Written by scripts/generate-syscall-table.py from the kernel's headers (to Linux 6.18); not edited by hand.
namespace Berth.Kernel.Security;

internal static partial class SyscallTable
{
    /// <summary>Every name, in ordinal order, without separators.</summary>
    private static ReadOnlySpan<byte> Names =>""")
blob = "".join(names)
for i in range(0, len(blob), 120):
    print(f'        "{blob[i:i + 120]}"u8' + (" +" if i + 120 < len(blob) else ";"))
offsets = [0]
for n in names:
    offsets.append(offsets[-1] + len(n))


def array(kind, name, summary, values):
    print(f"\n    /// <summary>{summary}</summary>\n    private static ReadOnlySpan<{kind}> {name} =>\n    [")
    for i in range(0, len(values), 25):
        print("        " + ", ".join(map(str, values[i:i + 25])) + ",")
    print("    ];")


array("ushort", "Offsets", "Where each name starts; one more for the end.", offsets)
for label, table in (("X64", x64), ("X86", x86), ("X32", x32), ("Arm64", a64), ("Arm", arm)):
    array("short", label, "The number of each name; -1 where there is none." + (" -3 and below: private calls, -2 - n is 0x0f0000 + n." if label == "Arm" else "")
          + (" Without the x32 bit." if label == "X32" else ""), [table.get(n, -1) for n in names])
print("}")
print(f"{len(names)} names; x64 {len(x64)} x86 {len(x86)} x32 {len(x32)} arm64 {len(a64)} arm {len(arm)}", file=sys.stderr)
