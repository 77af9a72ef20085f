using Ganban.Lambda.Aliases;
using Ganban.Lambda.Concurrency;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Invocation;
using Ganban.Lambda.Permissions;
using Ganban.Lambda.Pipeline;
using Ganban.Lambda.Tags;
using Ganban.Lambda.Versions;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Lambda;

/// <summary>Lambda on the server's port, over its functions; the host adds those.</summary>
public static class LambdaModule
{
    /// <summary>Registers the service and its operations.</summary>
    public static IServiceCollection AddLambda(this IServiceCollection services) => services
        .AddSingleton<FunctionChanges>()
        .AddSingleton<PackageSource>()
        .AddSingleton<CodeLinks>()
        .AddSingleton<ILambdaOperation, CreateFunction>()
        .AddSingleton<ILambdaOperation, GetFunction>()
        .AddSingleton<ILambdaOperation, GetFunctionConfiguration>()
        .AddSingleton<ILambdaOperation, ListFunctions>()
        .AddSingleton<ILambdaOperation, UpdateFunctionCode>()
        .AddSingleton<ILambdaOperation, UpdateFunctionConfiguration>()
        .AddSingleton<ILambdaOperation, DeleteFunction>()
        .AddSingleton<ILambdaOperation, Invoke>()
        .AddSingleton<ILambdaOperation, AddPermission>()
        .AddSingleton<ILambdaOperation, RemovePermission>()
        .AddSingleton<ILambdaOperation, GetPolicy>()
        .AddSingleton<ILambdaOperation, PublishVersion>()
        .AddSingleton<ILambdaOperation, ListVersionsByFunction>()
        .AddSingleton<ILambdaOperation, PutFunctionConcurrency>()
        .AddSingleton<ILambdaOperation, GetFunctionConcurrency>()
        .AddSingleton<ILambdaOperation, DeleteFunctionConcurrency>()
        .AddSingleton<FunctionAliases>()
        .AddSingleton<ILambdaOperation, CreateAlias>()
        .AddSingleton<ILambdaOperation, GetAlias>()
        .AddSingleton<ILambdaOperation, UpdateAlias>()
        .AddSingleton<ILambdaOperation, DeleteAlias>()
        .AddSingleton<ILambdaOperation, ListAliases>()
        .AddSingleton<ILambdaOperation, ListTags>()
        .AddSingleton<ILambdaOperation, TagResource>()
        .AddSingleton<ILambdaOperation, UntagResource>()
        .AddSingleton<LambdaRoutes>()
        .AddSingleton<ICompanionService, LambdaService>();
}
