namespace Berth.Engine.Contracts;

/// <summary>JSON's <c>{}</c>: the value of Docker's sets, which are maps to nothing (<c>ExposedPorts</c>, <c>Volumes</c>).</summary>
public readonly record struct EmptyObject;
