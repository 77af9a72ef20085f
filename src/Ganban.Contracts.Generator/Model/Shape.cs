using System.Collections.Generic;
using System.Linq;

namespace Ganban.Contracts.Generator.Model;

internal enum ShapeKind
{
    String,
    Integer,
    Long,
    Float,
    Double,
    Boolean,
    Timestamp,
    Blob,
    Document,
    List,
    Map,
    Structure,
    Union,
    EventStream,
    Error,
}

/// <summary>A shape of a service: its kind, its constraints and what it is made of.</summary>
internal sealed class Shape
{
    public string Name = "";
    public ShapeKind Kind;
    public double? Min;
    public double? Max;
    public string? Pattern;
    public IReadOnlyList<string>? Values;
    public bool Sensitive;
    public int ErrorStatus;
    public string? PayloadMember;
    public IReadOnlyList<Member> Members = [];
    public Shape? Element;
    public Shape? Key;

    public bool IsText => Kind == ShapeKind.String;

    public bool IsNumber => Kind is ShapeKind.Integer or ShapeKind.Long or ShapeKind.Float or ShapeKind.Double;

    /// <summary>Structures and unions: generated types with a JSON form.</summary>
    public bool IsObject => Kind is ShapeKind.Structure or ShapeKind.Union;

    public bool HasTextConstraint => IsText
        && (Min is not null || Max is not null || Pattern is not null || Values is not null);

    public IEnumerable<Member> BodyMembers =>
        Members.Where(member => member.Location is null && member.Name != PayloadMember);
}

/// <summary>A member of a structure, union, error or event stream.</summary>
internal sealed class Member
{
    public string Name = "";
    public string WireName = "";
    public string? Location;
    public bool Required;
    public Shape Shape = null!;
    public string Property = "";
}
