namespace Berth.Kernel.Security;

/// <summary>
/// 32-bit x86 reaches the socket and System V calls through socketcall(2) and ipc(2) as well, with the call's number as the first
/// argument and the arguments behind a pointer, where a filter cannot look. A rule without conditions therefore covers both ways;
/// one with conditions only the direct call.
/// </summary>
internal static class SocketMultiplexer
{
    /// <summary>Whether <paramref name="name"/> is reachable through a multiplexer of <paramref name="architecture"/>.</summary>
    internal static bool TryFind(SeccompArchitecture architecture, string name, out string multiplexer, out SeccompCondition condition)
    {
        multiplexer = "socketcall";
        condition = default;
        if (architecture != SeccompArchitecture.X86)
            return false;
        int call = name switch
        {
            "socket" => 1, "bind" => 2, "connect" => 3, "listen" => 4, "accept" => 5, "getsockname" => 6, "getpeername" => 7,
            "socketpair" => 8, "send" => 9, "recv" => 10, "sendto" => 11, "recvfrom" => 12, "shutdown" => 13, "setsockopt" => 14,
            "getsockopt" => 15, "sendmsg" => 16, "recvmsg" => 17, "accept4" => 18, "recvmmsg" => 19, "sendmmsg" => 20,
            _ => 0,
        };
        if (call != 0)
        {
            condition = new SeccompCondition(0, SeccompOperator.Equal, (ulong)call);
            return true;
        }
        multiplexer = "ipc";
        call = name switch
        {
            "semop" => 1, "semget" => 2, "semctl" => 3, "semtimedop" => 4, "msgsnd" => 11, "msgrcv" => 12, "msgget" => 13,
            "msgctl" => 14, "shmat" => 21, "shmdt" => 22, "shmget" => 23, "shmctl" => 24,
            _ => 0,
        };
        // The upper half of ipc's first argument is a version.
        condition = new SeccompCondition(0, SeccompOperator.MaskedEqual, 0xffff, (ulong)call);
        return call != 0;
    }
}
