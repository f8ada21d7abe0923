namespace Berth.Oci;

/// <summary>Why an operation failed; each front end maps it once, to an exit code or an HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The request itself is wrong (HTTP 400).</summary>
    InvalidArgument,

    /// <summary>What was named does not exist (404).</summary>
    NotFound,

    /// <summary>It exists already, is in use, or is in a state that forbids the operation (409).</summary>
    Conflict,

    /// <summary>A privilege or permission is missing (403).</summary>
    Forbidden,

    /// <summary>This build, kernel or host cannot do it (501).</summary>
    NotSupported,

    /// <summary>A remote party or the network failed (502).</summary>
    Unavailable,

    /// <summary>The disk, memory or a limit is exhausted (507).</summary>
    Exhausted,

    /// <summary>Data on disk or from outside is corrupt (500).</summary>
    Corrupt,

    /// <summary>The container's command was found but cannot be executed (exit code 126).</summary>
    NotExecutable,

    /// <summary>The container's command was not found (exit code 127).</summary>
    CommandNotFound,

    /// <summary>Anything else (500).</summary>
    Internal,
}

/// <summary>
/// The one exception for failures that a user is told about. The message says what was being done, to what and why it failed, in one
/// line without a trailing full stop; <see cref="Hint"/>, when there is one, is a second line that says what to do about it.
/// </summary>
public sealed class EngineException : Exception
{
    public EngineException(ErrorKind kind, string message, string? hint = null, Exception? inner = null) : base(message, inner)
    {
        Kind = kind;
        Hint = hint;
    }

    public ErrorKind Kind { get; }

    public string? Hint { get; }
}
