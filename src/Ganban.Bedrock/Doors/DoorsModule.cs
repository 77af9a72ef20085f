using Ganban.Bedrock.Doors.ChatCompletions;
using Ganban.Bedrock.Doors.Embeddings;
using Ganban.Bedrock.Doors.Messages;
using Ganban.Bedrock.Doors.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Doors;

/// <summary>What the APIs beside Bedrock's own need in the container.</summary>
public static class DoorsModule
{
    /// <summary>Registers their operations.</summary>
    public static IServiceCollection AddDoorOperations(this IServiceCollection services) => services
        .AddSingleton<DoorModels>()
        .AddSingleton<IDoorOperation, ChatCompletionsOperation>()
        .AddSingleton<IDoorOperation, EmbeddingsOperation>()
        .AddSingleton<IDoorOperation, ListModelsOperation>()
        .AddSingleton<IDoorOperation, GetModelOperation>()
        .AddSingleton<IDoorOperation, MessagesOperation>()
        .AddSingleton<IDoorOperation, CountMessageTokensOperation>();
}
