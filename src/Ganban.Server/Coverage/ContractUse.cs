using System.Collections.Frozen;
using System.Reflection;
using System.Reflection.Emit;
using Ganban.Contracts;

namespace Ganban.Server.Coverage;

/// <summary>
/// What an assembly's code does with the contract's types, read from its instructions: which members it gets and sets,
/// which cases of unions it asks for and makes, and which shapes it reads or writes whole.
/// </summary>
internal sealed class ContractUse
{
    private static readonly FrozenDictionary<ushort, OpCode> Instructions = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToFrozenDictionary(code => unchecked((ushort)code.Value));

    private readonly HashSet<(Type Shape, string Method)> _called = [];
    private readonly HashSet<Type> _asked = [];
    private readonly HashSet<Type> _made = [];
    private readonly HashSet<Type> _readWhole = [];
    private readonly HashSet<Type> _writtenWhole = [];

    private ContractUse()
    {
    }

    /// <summary>Reads the instructions of all methods of an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="leftOut">A namespace whose types are not looked at.</param>
    public static ContractUse Of(Assembly assembly, string leftOut)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
            | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var use = new ContractUse();
        foreach (var type in assembly.GetTypes().Where(type => type.Namespace != leftOut))
        {
            foreach (var method in type.GetMethods(all).Cast<MethodBase>().Concat(type.GetConstructors(all)))
            {
                use.Note(method);
            }
        }

        return use;
    }

    /// <summary>Whether a member of a structure is read.</summary>
    public bool Reads(Type shape, PropertyInfo member) => _called.Contains((shape, "get_" + member.Name));

    /// <summary>Whether a member of a structure is written.</summary>
    public bool Writes(Type shape, PropertyInfo member) => _called.Contains((shape, "set_" + member.Name));

    /// <summary>Whether a case of a union is told from the others.</summary>
    public bool Asks(Type @case) => _asked.Contains(@case);

    /// <summary>Whether a case of a union is made.</summary>
    public bool Makes(Type @case) => _made.Contains(@case);

    /// <summary>Whether a shape is turned into JSON as a whole, with all that is in it.</summary>
    public bool ReadsWhole(Type shape) => _readWhole.Contains(shape);

    /// <summary>Whether a shape is made from JSON as a whole.</summary>
    public bool WritesWhole(Type shape) => _writtenWhole.Contains(shape);

    private void Note(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code)
        {
            return;
        }

        for (var at = 0; at < code.Length;)
        {
            var value = code[at] == 0xFE ? (ushort)(0xFE00 | code[at + 1]) : code[at];
            var instruction = Instructions[value];
            at += instruction.Size;
            if (instruction.OperandType is OperandType.InlineMethod or OperandType.InlineType or OperandType.InlineTok)
            {
                Note(instruction, Resolve(method, BitConverter.ToInt32(code, at)));
            }

            at += instruction.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static MemberInfo? Resolve(MethodBase method, int token) => method.Module.ResolveMember(
        token,
        method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null,
        method.IsGenericMethod ? method.GetGenericArguments() : null);

    private void Note(OpCode instruction, MemberInfo? member)
    {
        if (member is Type type && (instruction == OpCodes.Isinst || instruction == OpCodes.Castclass))
        {
            _asked.Add(type);
        }
        else if (member is ConstructorInfo constructor && instruction == OpCodes.Newobj)
        {
            _made.Add(constructor.DeclaringType!);
        }
        else if (member is MethodInfo { IsGenericMethod: true } generic)
        {
            NoteArguments(generic);
        }
        else if (member is MethodInfo { DeclaringType: { } shape } called)
        {
            _called.Add((shape, called.Name));
            NoteWhole(shape, called.Name);
        }
    }

    private void NoteWhole(Type shape, string method)
    {
        if (shape.GetInterfaces().Any(IsShapeInterface))
        {
            (method switch { "Write" => _readWhole, "Read" => _writtenWhole, _ => null })?.Add(shape);
        }
    }

    // A method that takes any shape can only read it as a whole, and one that gives any only write it so; one that
    // takes anything at all may sift by type.
    private void NoteArguments(MethodInfo generic)
    {
        var open = generic.GetGenericMethodDefinition();
        foreach (var (parameter, argument) in open.GetGenericArguments().Zip(generic.GetGenericArguments()))
        {
            if (!parameter.GetGenericParameterConstraints().Any(IsShapeInterface))
            {
                _asked.Add(argument);
            }
            else
            {
                (open.ReturnType == parameter ? _writtenWhole : _readWhole).Add(argument);
            }
        }
    }

    private static bool IsShapeInterface(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IShape<>);
}
