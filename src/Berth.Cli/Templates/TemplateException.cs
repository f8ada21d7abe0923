namespace Berth.Cli.Templates;

/// <summary>A template is malformed or cannot be executed. The message is the one Go's text/template gives.</summary>
internal sealed class TemplateException(string message) : Exception(message);
