using Ganban.Bedrock.Doors.ChatCompletions;
using Ganban.Bedrock.Doors.Embeddings;
using Ganban.Bedrock.Doors.Messages;
using Ganban.Bedrock.Doors.Models;
using Ganban.Bedrock.Doors.Responses;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Doors;

/// <summary>What the APIs beside Bedrock's own need in the container.</summary>
public static class DoorsModule
{
    /// <summary>Registers their operations.</summary>
    public static IServiceCollection AddDoorOperations(this IServiceCollection services) => services
        .AddSingleton<DoorModels>()
        .AddSingleton<MessagesBody>()
        .AddSingleton<IDoorOperation, ChatCompletionsOperation>()
        .AddSingleton<IDoorOperation, EmbeddingsOperation>()
        .AddSingleton<IDoorOperation, ListModelsOperation>()
        .AddSingleton<IDoorOperation, GetModelOperation>()
        .AddSingleton<KeptResponses>()
        .AddSingleton<IDoorOperation, ResponsesOperation>()
        .AddSingleton<IDoorOperation, GetResponseOperation>()
        .AddSingleton<IDoorOperation, DeleteResponseOperation>()
        .AddSingleton<IDoorOperation, CancelResponseOperation>()
        .AddSingleton<IDoorOperation, ListInputItemsOperation>()
        .AddSingleton<IDoorOperation, MessagesOperation>()
        .AddSingleton<IDoorOperation, CountMessageTokensOperation>();
}
