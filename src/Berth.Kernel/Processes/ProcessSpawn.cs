using System.Text;

namespace Berth.Kernel.Processes;

/// <summary>Starts a program the cheap way, posix_spawn(3) (vfork inside): no copy of page tables, descriptors close-on-exec.</summary>
public static unsafe class ProcessSpawn
{
    private const short POSIX_SPAWN_SETSIGDEF = 0x04;
    private const short POSIX_SPAWN_SETSIGMASK = 0x08;
    private const short POSIX_SPAWN_SETSID = 0x80;
    private const int AttributesSize = 336;
    private const int FileActionsSize = 80;

    /// <summary>This process's own environment, each <c>NAME=value</c>.</summary>
    public static List<string> OwnEnvironment
    {
        get
        {
            var environment = new List<string>();
            foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            {
                environment.Add($"{variable.Key}={variable.Value}");
            }

            return environment;
        }
    }

    /// <param name="path">Absolute path of the program; its own path is argv[0] of <paramref name="arguments"/> by the caller's choice.</param>
    /// <param name="arguments">argv.</param>
    /// <param name="environment">envp, each <c>NAME=value</c>.</param>
    /// <param name="descriptors">Pairs: this process's number becomes that number in the child. Keep targets out of the sources' range.</param>
    /// <param name="newSession">setsid(2) in the child.</param>
    /// <param name="directory">Working directory of the child; null keeps the caller's.</param>
    /// <returns>The child's pid.</returns>
    public static int Start(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment,
        IReadOnlyList<(int From, int To)> descriptors, bool newSession, string? directory = null)
    {
        byte* attributes = stackalloc byte[AttributesSize];
        byte* actions = stackalloc byte[FileActionsSize];
        _ = Libc.posix_spawnattr_init(attributes);
        _ = Libc.posix_spawn_file_actions_init(actions);
        ulong* none = stackalloc ulong[16];
        ulong* all = stackalloc ulong[16];
        all[0] = ulong.MaxValue;
        _ = Libc.posix_spawnattr_setsigmask(attributes, none);
        _ = Libc.posix_spawnattr_setsigdefault(attributes, all);
        _ = Libc.posix_spawnattr_setflags(attributes, (short)(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (newSession ? POSIX_SPAWN_SETSID : 0)));
        foreach ((int from, int to) in descriptors)
        {
            _ = Libc.posix_spawn_file_actions_adddup2(actions, from, to);
        }

        byte[] arena = Marshal(path, arguments, environment, directory, out int[] offsets);
        fixed (byte* bytes = arena)
        {
            byte** argv = stackalloc byte*[arguments.Count + 1];
            byte** envp = stackalloc byte*[environment.Count + 1];
            for (int i = 0; i < arguments.Count; i++)
            {
                argv[i] = bytes + offsets[2 + i];
            }

            for (int i = 0; i < environment.Count; i++)
            {
                envp[i] = bytes + offsets[2 + arguments.Count + i];
            }

            argv[arguments.Count] = null;
            envp[environment.Count] = null;
            if (directory is not null)
            {
                _ = Libc.posix_spawn_file_actions_addchdir_np(actions, bytes + offsets[1]);
            }

            int pid;
            int error = Libc.posix_spawn(&pid, bytes + offsets[0], actions, attributes, argv, envp);
            _ = Libc.posix_spawn_file_actions_destroy(actions);
            _ = Libc.posix_spawnattr_destroy(attributes);
            return error == 0 ? pid : throw new KernelException("start", path, (Errno)error);
        }
    }

    /// <summary>All strings in one buffer: path, directory, arguments, environment.</summary>
    private static byte[] Marshal(string path, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string? directory, out int[] offsets)
    {
        string[] texts = [path, directory ?? "", .. arguments, .. environment];
        offsets = new int[texts.Length];
        int length = 0;
        for (int i = 0; i < texts.Length; i++)
        {
            offsets[i] = length;
            length += Encoding.UTF8.GetByteCount(texts[i]) + 1;
        }

        var bytes = new byte[length];
        for (int i = 0; i < texts.Length; i++)
        {
            Encoding.UTF8.GetBytes(texts[i], bytes.AsSpan(offsets[i]));
        }

        return bytes;
    }
}
