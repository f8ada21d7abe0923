namespace Berth.Engine.Logs;

/// <summary>Which output a line came from.</summary>
public enum LogStream
{
    Stdout = 1,
    Stderr = 2,
}
