using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Berth.Kernel;

namespace Berth.Runtime.Lifecycle;

/// <summary>
/// Looks at a program that could not be executed, inside its own root, for what execve(2) does not say: which interpreter is missing, which
/// architecture it is for, that a script was saved with Windows line ends.
/// </summary>
public static class ProgramDiagnosis
{
    private const int HeadLength = 4096;

    /// <param name="root">The container's root file system.</param>
    /// <param name="program">A path in the container; a bare name is not looked for.</param>
    /// <returns>A hint, or null when nothing is known.</returns>
    public static string? Explain(Fd root, string program, Errno errno)
    {
        if (!program.StartsWith('/') || errno is not (Errno.ENOENT or Errno.ENOEXEC or Errno.EACCES))
        {
            return null;
        }

        // Non-blocking: the name might be a FIFO's.
        Errno opened = Files.TryOpenAt2(root, program[1..], OpenFlags.ReadOnly | OpenFlags.NonBlock, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks, out Fd file);
        using (file)
        {
            if (opened != Errno.None || !Files.Status(file).IsRegular)
            {
                return null;
            }

            var head = new byte[HeadLength];
            int length = Files.ReadAt(file, head, 0);
            return Explain(root, head.AsSpan(0, length), errno);
        }
    }

    private static string? Explain(Fd root, ReadOnlySpan<byte> head, Errno errno)
    {
        if (head.StartsWith("#!"u8))
        {
            return errno == Errno.EACCES ? null : ExplainScript(root, head);
        }

        if (head.StartsWith("\u007fELF"u8) && head.Length >= 64)
        {
            return ExplainElf(root, head);
        }

        return errno == Errno.ENOEXEC ? "it is neither a program for Linux nor a script with a #! line: run it with its interpreter, e.g. sh FILE" : null;
    }

    private static string? ExplainScript(Fd root, ReadOnlySpan<byte> head)
    {
        int end = head.IndexOf((byte)'\n');
        string line = Encoding.UTF8.GetString(head[2..(end < 0 ? head.Length : end)]).TrimStart();
        if (line.EndsWith('\r'))
        {
            return "the script has Windows line ends (CRLF): convert it, e.g. with sed -i 's/\\r$//'";
        }

        string interpreter = line.Split(' ', '\t')[0];
        return Exists(root, interpreter) ? null : $"its interpreter {interpreter} does not exist in the container";
    }

    private static string? ExplainElf(Fd root, ReadOnlySpan<byte> head)
    {
        ushort machine = BinaryPrimitives.ReadUInt16LittleEndian(head[18..]);
        ushort own = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? (ushort)183 : (ushort)62;
        if (machine != own && machine != 3)
        {
            return $"it is for another architecture ({MachineName(machine)}, this machine is {MachineName(own)}): use an image for this machine's platform";
        }

        return InterpreterOf(head) is { } loader && !Exists(root, loader) ? $"its loader {loader} does not exist in the container: it was built for another C library" : null;
    }

    /// <summary>PT_INTERP of a 64-bit little-endian file, elf(5).</summary>
    private static string? InterpreterOf(ReadOnlySpan<byte> head)
    {
        const int ProgramInterpreter = 3, HeaderSize = 56;
        if (head[4] != 2)
        {
            return null;
        }

        ulong table = BinaryPrimitives.ReadUInt64LittleEndian(head[32..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(head[56..]);
        for (int i = 0; i < count && table + (ulong)((i + 1) * HeaderSize) <= (ulong)head.Length; i++)
        {
            ReadOnlySpan<byte> header = head[(int)(table + (ulong)(i * HeaderSize))..];
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]), size = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == ProgramInterpreter && offset < (ulong)head.Length && size <= (ulong)head.Length - offset)
            {
                return Encoding.UTF8.GetString(head.Slice((int)offset, (int)size)).TrimEnd('\0');
            }
        }

        return null;
    }

    private static bool Exists(Fd root, string path)
    {
        Errno errno = Files.TryOpenAt2(root, path.TrimStart('/'), OpenFlags.Path, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks, out Fd fd);
        fd.Dispose();
        return errno == Errno.None;
    }

    private static string MachineName(ushort machine) => machine switch
    {
        3 => "i386",
        40 => "arm",
        62 => "x86-64",
        183 => "arm64",
        21 => "ppc64",
        22 => "s390x",
        243 => "riscv64",
        _ => $"machine {machine}",
    };
}
