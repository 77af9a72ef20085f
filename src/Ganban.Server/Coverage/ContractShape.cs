using System.Reflection;
using System.Text.Json;

namespace Ganban.Server.Coverage;

/// <summary>A member of a shape: its name on the wire, how it is used, and the shape that it holds, if any.</summary>
internal sealed record ContractMember(string Name, bool Read, bool Written, Type? Holds);

/// <summary>The contract's shapes as their generated types show them.</summary>
internal static class ContractShape
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>The members of a structure, or the cases of a union or an event stream.</summary>
    public static IEnumerable<ContractMember> Members(Type shape, ContractUse use)
    {
        if (shape.IsAbstract)
        {
            return
                from @case in shape.GetNestedTypes()
                where @case.BaseType == shape
                let value = @case.GetProperty("Value")!
                select new ContractMember(
                    Wire(@case.Name, shape),
                    use.Asks(@case) || use.Reads(@case, value),
                    use.Makes(@case),
                    Held(value.PropertyType));
        }

        return
            from member in shape.GetProperties(Own)
            select new ContractMember(
                Wire(member.Name, shape),
                use.Reads(shape, member),
                use.Writes(shape, member),
                Held(member.PropertyType));
    }

    // A property that would bear its type's name, or that of a method of every object, has "Value" behind it.
    private static string Wire(string name, Type shape)
    {
        var stem = name == shape.Name + "Value" || name == nameof(Equals) + "Value" ? name[..^"Value".Length] : name;
        return JsonNamingPolicy.CamelCase.ConvertName(stem);
    }

    private static Type? Held(Type type)
    {
        while (type.IsGenericType)
        {
            type = type.GetGenericArguments()[^1];
        }

        return type.Namespace!.StartsWith(nameof(Ganban), StringComparison.Ordinal) ? type : null;
    }
}
