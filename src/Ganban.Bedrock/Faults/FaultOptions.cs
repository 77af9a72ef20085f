using Ganban.Bedrock.Engines;

namespace Ganban.Bedrock.Faults;

/// <summary>Which invocations fail on purpose.</summary>
/// <param name="HeaderEnabled">Whether the header <see cref="FaultPlan.Header"/> of a request asks for a fault.</param>
/// <param name="Rules">The first that hits holds.</param>
public sealed record FaultOptions(bool HeaderEnabled, IReadOnlyList<FaultRule> Rules);

/// <summary>A share of invocations that fail.</summary>
/// <param name="Operation">A pattern of operations' names.</param>
/// <param name="Model">A pattern of catalog model ids.</param>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Rate">How many of them, from 0 to 1.</param>
/// <param name="Seed">What chance begins with: the same seed hits the same invocations in order.</param>
public sealed record FaultRule(ModelPattern Operation, ModelPattern Model, FaultSpec Fault, double Rate, int Seed);
