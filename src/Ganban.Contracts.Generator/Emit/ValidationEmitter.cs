using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Ganban.Contracts.Generator.Model;

namespace Ganban.Contracts.Generator.Emit;

/// <summary>Writes the checks of the contract's constraints, for those shapes that have any within.</summary>
internal sealed class ValidationEmitter
{
    private readonly HashSet<Shape> _constrained;
    private readonly Types _types;

    public ValidationEmitter(Service service, Types types)
    {
        _types = types;
        _constrained = [.. service.Shapes.Where(HasOwnConstraint)];
        var found = _constrained.Count;
        do
        {
            found = _constrained.Count;
            _constrained.UnionWith(service.Shapes.Where(shape =>
                shape.Members.Any(member => _constrained.Contains(member.Shape))
                || (shape.Element is { } element && _constrained.Contains(element))
                || (shape.Key is { } key && _constrained.Contains(key))));
        }
        while (_constrained.Count > found);
    }

    public bool IsConstrained(Shape shape) => _constrained.Contains(shape);

    /// <summary>Writes the Validate method of a structure.</summary>
    public void Structure(Code code, Shape shape)
    {
        code.Open($"internal static void Validate({shape.Name} value, global::Ganban.Contracts.Violations violations)");
        var index = 0;
        var constrained = shape.Members
            .Where(member => IsConstrained(member.Shape) && member.Shape.Kind != ShapeKind.EventStream);
        foreach (var member in constrained)
        {
            var local = $"m{index++}";
            var isValue = member.Required && Types.IsValueType(member.Shape);
            code.Open(isValue ? string.Empty : $"if (value.{member.Property} is {{ }} {local})");
            if (isValue)
            {
                code.Line($"var {local} = value.{member.Property};");
            }

            code.Line($"violations.Enter(\"{member.Name}\");");
            code.Line(Check(member.Shape, local));
            code.Line("violations.Leave();");
            code.Close();
        }

        code.Close();
    }

    /// <summary>Writes the Validate method of a union.</summary>
    public void Union(Code code, Shape shape)
    {
        code.Open($"internal static void Validate({shape.Name} value, global::Ganban.Contracts.Violations violations)");
        code.Open("switch (value)");
        foreach (var member in shape.Members.Where(member => IsConstrained(member.Shape)))
        {
            code.Line($"case {member.Property} item:");
            code.Line($"    violations.Enter(\"{member.Name}\");");
            code.Line($"    {Check(member.Shape, "item.Value")}");
            code.Line("    violations.Leave();");
            code.Line("    break;");
        }

        code.Close();
        code.Close();
    }

    /// <summary>Writes the check of a list or map as a method of the service's Collections class.</summary>
    public void Collection(Code code, Shape shape, string type)
    {
        code.Open(
            $"public static void Validate{shape.Name}({type} items, global::Ganban.Contracts.Violations violations)");
        if (HasLength(shape))
        {
            code.Line(Length(shape, "items.Count"));
        }

        if (shape.Key is { HasTextConstraint: true } key)
        {
            code.Line($"violations.Keys(items.Keys, Constraints.{key.Name});");
        }

        var element = shape.Element!;
        if (shape.Kind == ShapeKind.List && element.HasTextConstraint)
        {
            code.Line($"violations.Texts(items, Constraints.{element.Name});");
        }
        else if (IsConstrained(element))
        {
            Elements(code, shape, element);
        }

        code.Close();
    }

    private void Elements(Code code, Shape shape, Shape element)
    {
        var isMap = shape.Kind == ShapeKind.Map;
        code.Open(isMap ? "foreach (var (key, item) in items)" : "for (var index = 0; index < items.Count; index++)");
        code.Line(isMap ? "violations.EnterValue(key);" : "violations.EnterElement(index);");
        code.Line(Check(element, isMap ? "item" : "items[index]"));
        code.Line("violations.Leave();");
        code.Close();
    }

    private string Check(Shape shape, string value) => shape.Kind switch
    {
        ShapeKind.String => $"violations.Text({value}, Constraints.{shape.Name});",
        ShapeKind.Blob => Length(shape, value + ".Length"),
        ShapeKind.List or ShapeKind.Map => $"Collections.Validate{shape.Name}({value}, violations);",
        ShapeKind.Structure or ShapeKind.Union => $"{_types.Named(shape)}.Validate({value}, violations);",
        _ => $"violations.Range({value}, {Bound(shape.Min, "double.NegativeInfinity")}, {Bound(shape.Max, "double.PositiveInfinity")});",
    };

    private static string Length(Shape shape, string count) =>
        $"violations.Length({count}, {Bound(shape.Min, "0")}, {Bound(shape.Max, "long.MaxValue")});";

    private static string Bound(double? bound, string otherwise) => bound?.ToString("R", CultureInfo.InvariantCulture)
        ?? otherwise;

    private static bool HasLength(Shape shape) => shape.Min is not null || shape.Max is not null;

    private static bool HasOwnConstraint(Shape shape) =>
        shape.HasTextConstraint
            || (!shape.IsText && shape.Kind is not (ShapeKind.Timestamp or ShapeKind.Boolean) && HasLength(shape));
}
