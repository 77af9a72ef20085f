using Ganban.Bedrock.PassThrough;
using Ganban.Contracts;
using Ganban.Inference.Generation;
using Ganban.Inference.Models;
using Ganban.Inference.Remote;

namespace Ganban.Bedrock.Engines;

/// <summary>Tells what is the engine's fault, where another may answer, from what is wrong with the request.</summary>
internal static class EngineFaults
{
    /// <summary>Whether another engine may do better.</summary>
    public static bool IsOfEngine(Exception exception) => exception switch
    {
        RemoteEngineException e => e.Fault != RemoteFault.Rejected,
        PassedError e => e.IsOfEngine,
        ModelledException { InnerException: { } cause } => IsOfEngine(cause),
        EngineNotOpenException or EngineFailedException or EngineBusyException or KvCacheFullException => true,
        _ => false,
    };
}
