using System.CommandLine;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.ModelStore;
using Ganban.Server.Hosting;

namespace Ganban.Server.Commands;

/// <summary><c>ganban models</c>: the models of this machine, and the catalog of those that it answers for.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Fetch, import, quantise, look at and remove models; look at the catalog.")
    {
        ModelsListCommand.Create(),
        ModelsPullCommand.Create(),
        ModelsImportCommand.Create(),
        ModelsQuantizeCommand.Create(),
        ModelsShowCommand.Create(),
        ModelsRemoveCommand.Create(),
        ModelsCatalogCommand.Create(),
    };

    /// <summary>The settings of files, environment and command line.</summary>
    public static ServerOptions Settings(this ParseResult result)
    {
        var options = new ServerOptions();
        try
        {
            new ConfigurationBuilder()
                .SetBasePath(AppContext.BaseDirectory)
                .AddJsonFile("appsettings.json", optional: true)
                .AddEnvironmentVariables()
                .AddInMemoryCollection(result.Overrides())
                .Build()
                .GetSection(ServerOptions.Section)
                .Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new StartupException($"A setting can't be read: {e.Message}", e);
        }

        return options;
    }

    /// <summary>Makes what runs a command tell its failures in one line.</summary>
    public static void SetModelAction(this Command command, Func<ParseResult, CancellationToken, Task> run) =>
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                await run(result, cancellationToken);
                return 0;
            }
            catch (Exception e) when (e is ModelStoreException or ModelFileException or StartupException
                or IOException or UnauthorizedAccessException)
            {
                return ServeCommand.Failed(e as StartupException ?? new StartupException(e.Message, e));
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ServeCommand.Failed(
                    new StartupException("Interrupted. The same command goes on with what is there already."));
            }
        });
}
