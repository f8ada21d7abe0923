using System.Runtime.InteropServices;
using Berth.Kernel.Mounts;

namespace Berth.Kernel.Processes;

/// <summary>
/// The engine's own executable through a read-only mount that is attached nowhere. A process of ours that enters a container runs from
/// there, so nothing in the container can open the binary for writing through <c>/proc/PID/exe</c>, nor make it the interpreter of a script
/// of its own (CVE-2019-5736), and no copy is made.
/// </summary>
public sealed unsafe class EngineBinary : IDisposable
{
    private const string Self = "/proc/self/exe";
    private const int LongestCommandLine = 4 << 20;
    private readonly Fd _file;

    private EngineBinary(Fd file) => _file = file;

    /// <summary>Valid in this process and while this object lives.</summary>
    public string Path => _file.ProcPath;

    /// <summary>Without the privilege to mount, the plain file: then containers do not run as a user who could write to it either.</summary>
    public static EngineBinary Open()
    {
        Fd plain = Files.Open(Self, OpenFlags.Path);
        try
        {
            Fd mount = DetachedMount.CloneTree(plain, recursive: false, Self);
            DetachedMount.Change(mount, new MountAttributeChange { Set = MountAttributes.ReadOnly }, recursive: false, Self);
            plain.Dispose();
            return new EngineBinary(mount);
        }
        catch (KernelException e) when (e.Errno is Errno.EPERM or Errno.EINVAL)
        {
            return new EngineBinary(plain);
        }
    }

    /// <summary>
    /// For a process that is itself about to clone a container's: executes this program anew, with the same words, environment and descriptors,
    /// from the read-only mount. Returns when it runs from one already (the mount says so; a variable could be set by anybody) or when it may not mount.
    /// </summary>
    public static void EnsureReadOnly()
    {
        using EngineBinary? binary = RunsReadOnly ? null : Open();
        if (binary is null)
        {
            // The kernel named the process after the descriptor it was executed by.
            string program = System.IO.Path.GetFileName(Environment.GetCommandLineArgs()[0]);
            ProcessControl.SetName(System.Text.Encoding.UTF8.GetBytes(program));
        }
        else if (Files.IsReadOnly(binary._file))
        {
            binary.Execute();
        }
    }

    public void Dispose() => _file.Dispose();

    private static bool RunsReadOnly
    {
        get
        {
            using Fd file = Files.Open(Self, OpenFlags.Path);
            return Files.IsReadOnly(file);
        }
    }

    /// <summary>Returns only when it did not work. The words are the kernel's, byte for byte; the descriptor of the mount closes by itself.</summary>
    private void Execute()
    {
        byte[] words = Files.ReadAllBytes(null, "/proc/self/cmdline", LongestCommandLine) ?? [];
        int count = words.AsSpan().Count((byte)0);
        byte*[] argv = new byte*[count + 1];
        fixed (byte* first = words)
        fixed (byte** pointers = argv)
        fixed (byte* path = System.Text.Encoding.ASCII.GetBytes(Path + '\0'))
        {
            for (int index = 0, start = 0; index < count; index++)
            {
                argv[index] = first + start;
                start += words.AsSpan(start).IndexOf((byte)0) + 1;
            }

            nint environment = *(nint*)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
            _ = Libc.syscall(SyscallNumber.Execve, (nint)path, (nint)pointers, environment, 0, 0, 0);
        }
    }
}
