namespace Berth.Architecture.Tests;

internal static class Offences
{
    /// <summary>Fails with every offence on a line of its own; xunit's own collection assertion shows five.</summary>
    public static void None(IEnumerable<string> offences)
    {
        string[] all = offences.ToArray();
        if (all.Length > 0)
            Assert.Fail(string.Join('\n', all));
    }
}
