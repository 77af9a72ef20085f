using Ganban.TestKit;

namespace Ganban.Server.Tests.Clients;

/// <summary>The scripts of tests/clients and the packages that they need.</summary>
internal static class ClientScripts
{
    /// <summary>The folder tests/clients.</summary>
    public static string Folder => ClientPackages.Folder;

    /// <summary>Installs the JavaScript packages once, by their lock file.</summary>
    public static Task InstallPackages() => ClientPackages.Install();
}
