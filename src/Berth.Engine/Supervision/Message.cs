namespace Berth.Engine.Supervision;

/// <summary>
/// What is said over a supervisor's socket. One SOCK_SEQPACKET message each: a kind (one byte), three zero bytes, then the payload.
/// Numbers are little-endian. Kinds are never reused: a newer command drives older supervisors, which answer
/// <see cref="Refused"/> to what they do not know.
/// </summary>
internal enum Message : byte
{
    // From the command that started the supervisor, once.

    /// <summary><see cref="LaunchOrder"/>, with the plan's descriptors and the engine's ends of the container's streams.</summary>
    Launch = 1,

    // From any command.

    /// <summary>u8 streams (<see cref="AttachStreams"/>): send this client what the container prints from now on.</summary>
    Attach = 2,

    /// <summary>Bytes for the container's stdin.</summary>
    Input = 3,

    /// <summary>Nothing more comes for stdin.</summary>
    EndOfInput = 4,

    /// <summary>u16 rows, u16 columns of the container's terminal.</summary>
    Resize = 5,

    /// <summary>i32 signal for the container's first process. Answered by <see cref="Done"/>.</summary>
    Signal = 6,

    /// <summary>i32 signal, i32 seconds (negative: without limit): signal it, and kill it when it is still there then. A user's stop.</summary>
    Stop = 7,

    /// <summary>Tell this client when the container has ended, and nothing else.</summary>
    Wait = 8,

    /// <summary>A launch plan for a further process, with its descriptors. Answered by <see cref="ExecStarted"/> or <see cref="LaunchFailed"/>.</summary>
    Exec = 9,

    /// <summary>u8: 1 freezes, 0 thaws the container. Answered by <see cref="Done"/>.</summary>
    Freeze = 10,

    // From the supervisor.

    /// <summary>i32 pid: the container runs.</summary>
    Launched = 64,

    /// <summary>i32 step (negative as in <c>LaunchOutcome.Failed</c>), i32 errno.</summary>
    LaunchFailed = 65,

    /// <summary>Bytes that the container printed.</summary>
    Output = 66,

    /// <summary>Bytes that the container printed on stderr.</summary>
    ErrorOutput = 67,

    /// <summary>i32 exit code, u8 out-of-memory: recorded and cleaned up.</summary>
    Exited = 68,

    /// <summary>i32 pid.</summary>
    ExecStarted = 69,

    /// <summary>i32 exit code of the exec.</summary>
    ExecExited = 70,

    /// <summary>UTF-8 text: why a request was not carried out.</summary>
    Refused = 71,

    Done = 72,
}

/// <summary>Which of the container's streams a client takes part in.</summary>
[Flags]
public enum AttachStreams : byte
{
    None = 0,
    Input = 1,
    Output = 2,
    Error = 4,
}
