using System.CommandLine;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.ModelStore;
using Ganban.Server.Hosting;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban models pull</c>: fetches a model from a hub or an address.</summary>
internal static class ModelsPullCommand
{
    private static readonly Argument<string> Address = new("model")
    {
        Description = "OWNER/REPOSITORY, OWNER/REPOSITORY@REVISION, or the URL of a GGUF file.",
    };

    private static readonly Option<string?> File = new("--file")
    {
        Description = "Which file of the repository, or a part of its name such as Q8_0 (default: Q4_K_M, else the next best).",
    };

    public static Command Create()
    {
        var name = ModelsImportCommand.CreateName();
        var type = ModelsImportCommand.CreateType();
        var pull = new Command("pull", "Fetch a model; goes on where an interrupted pull ended.")
        {
            Address, File, name, type,
        }.WithData();
        pull.SetModelAction(async (result, cancellationToken) =>
        {
            var settings = result.Settings();
            using var pulling = new ModelPull(
                ModelStoreSetup.Open(settings), ModelStoreSetup.Hub(settings), TimeProvider.System);
            var request = new PullRequest(
                result.GetValue(Address)!,
                result.GetValue(File),
                result.GetValue(name),
                QuantizationMix.Get(result.GetValue(type)!));
            var model = await TransferDisplay.Show(
                AnsiConsole.Console, progress => pulling.Fetch(request, progress, cancellationToken));
            ModelsImportCommand.Tell(model);
        });
        return pull;
    }
}
