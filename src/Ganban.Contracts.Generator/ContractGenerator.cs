using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Ganban.Contracts.Generator.Emit;
using Ganban.Contracts.Generator.Model;
using Ganban.Contracts.Generator.Parse;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Ganban.Contracts.Generator;

/// <summary>Makes the contract's types from the files in contracts/.</summary>
[Generator]
public sealed class ContractGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var contracts = context.AdditionalTextsProvider
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file.Path)) == "contracts")
            .Select((file, cancellation) => file.GetText(cancellation)!.ToString());
        context.RegisterSourceOutput(contracts, static (output, text) => Emit(output, ContractReader.Read(text)));
    }

    private static void Emit(SourceProductionContext output, Service service)
    {
        var types = new Types(service);
        var validation = new ValidationEmitter(service, types);
        var structures = new StructureEmitter(types, validation);
        var unions = new UnionEmitter(types, validation);
        var values = new ValueEmitter(types, validation);
        var inputs = service.Operations.ToDictionary(operation => operation.Input);
        var outputs = new HashSet<Shape>(service.Operations.Select(operation => operation.Output));

        foreach (var shape in service.Shapes)
        {
            Action<Code>? emit = shape.Kind switch
            {
                ShapeKind.Structure when inputs.TryGetValue(shape, out var operation) =>
                    code => structures.Request(code, shape, operation),
                ShapeKind.Structure when outputs.Contains(shape) => code => structures.Response(code, shape),
                ShapeKind.Structure => code => structures.Nested(code, shape),
                ShapeKind.Union => code => unions.Union(code, shape),
                ShapeKind.EventStream => code => unions.EventStream(code, shape),
                ShapeKind.Error => code => values.Error(code, shape),
                ShapeKind.String when shape.Values is not null => code => ValueEmitter.Enumeration(code, shape),
                _ => null,
            };
            if (emit is not null)
            {
                Add(output, service, shape.Name, emit);
            }
        }

        var collections = service.Shapes.Where(shape => shape.Kind is ShapeKind.List or ShapeKind.Map);
        Add(output, service, "Collections", code => values.Collections(code, collections));
        Add(output, service, "Constraints", code => ValueEmitter.Constraints(code, service.Shapes));
        Add(
            output,
            service,
            service.Identifier + "Operations",
            code => OperationEmitter.Operations(code, service, types));
    }

    private static void Add(SourceProductionContext output, Service service, string name, Action<Code> emit)
    {
        var code = new Code(service.Namespace);
        emit(code);
        output.AddSource(
            $"{service.Identifier}/{name}.g.cs", SourceText.From(code.ToString(), new UTF8Encoding(false)));
    }
}
