using System.Collections.Generic;

namespace Ganban.Contracts.Generator.Model;

/// <summary>One service of the contract.</summary>
internal sealed class Service
{
    /// <summary>The name on the wire, for example <c>bedrock-runtime</c>.</summary>
    public string Name = "";

    /// <summary>The name in code, for example <c>BedrockRuntime</c>.</summary>
    public string Identifier = "";

    public IReadOnlyList<Operation> Operations = [];
    public IReadOnlyList<Shape> Shapes = [];

    public string Namespace => "Ganban.Contracts." + Identifier;
}

/// <summary>One operation of a service.</summary>
internal sealed class Operation
{
    public string Name = "";
    public string Method = "";
    public string Uri = "";
    public int Status;
    public Shape Input = null!;
    public Shape Output = null!;
    public IReadOnlyList<Shape> Errors = [];
}
