using System.Runtime.InteropServices;
using System.Text;

namespace Berth.Kernel.Security;

/// <summary>System calls by number, for people: explanations and errors.</summary>
public static class SyscallNames
{
    /// <summary>The name of a call of the running architecture; its number when there is none.</summary>
    public static string NameOf(int number)
    {
        SeccompArchitecture own = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? SeccompArchitecture.Arm64 : SeccompArchitecture.X64;
        for (int place = 0; place < SyscallTable.Count; place++)
        {
            if (SyscallTable.Number(place, own) == number)
            {
                return Encoding.ASCII.GetString(SyscallTable.NameAt(place));
            }
        }

        return number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
