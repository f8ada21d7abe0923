using Berth.Network;
using Berth.Oci;

namespace Berth.Engine.Supervision;

/// <summary>
/// Says in one line which rule of another firewall keeps a container's packets from the outside. Asked while the supervisor starts the container,
/// when the command has nothing else to do.
/// </summary>
internal static class ForwardingWarning
{
    public static void Give(BerthEngine engine)
    {
        try
        {
            string bridge = engine.Bridge.Record.BridgeName;
            if (engine.Bridge.DiagnoseForwarding() is { } blocker)
            {
                engine.Warn($"{blocker.Describe(bridge)}: the container cannot reach the outside until it is allowed with: {blocker.Hint(bridge)}");
            }
        }
        catch (EngineException)
        {
            // A firewall that cannot be examined is no reason to fail a container that runs.
        }
    }
}
