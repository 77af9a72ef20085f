using Ganban.Bedrock.Engines.Scripted;
using Ganban.Bedrock.RecentCalls;
using Ganban.Contracts;
using Ganban.Protocol.Callers;

namespace Ganban.Server.OwnPaths;

/// <summary>
/// The account's last invocations: GET lists them, DELETE forgets them and begins the scripts' counts anew.
/// </summary>
internal sealed class CallsPath(CallList calls, ScriptCounts counts) : IOwnPath
{
    /// <inheritdoc/>
    public string Path => "/ganban/calls";

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> Answer(
        HttpRequest request,
        Caller caller,
        CancellationToken cancellationToken)
    {
        if (HttpMethods.IsDelete(request.Method))
        {
            calls.Forget(caller.Account);
            counts.Forget(caller.Account);
            return default;
        }

        return !HttpMethods.IsGet(request.Method) ? throw OwnErrors.Method(request, "GET and DELETE")
            : calls.IsOn ? await calls.Read(caller.Account, cancellationToken)
            : throw new ModelledException(
                "ResourceNotFoundException", 404, "Calls are not kept. Set Ganban:Calls:CallsMax to how many to keep.");
    }
}
