using Ganban.Bedrock.Engines;
using Ganban.Inference.Remote;

namespace Ganban.Server.Hosting;

/// <summary>An engine whose health is looked at.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Probe">What looks.</param>
/// <param name="Interval">How often.</param>
internal sealed record ProbedEngine(Engine Engine, EngineProbe Probe, TimeSpan Interval);
