namespace Berth.Engine;

/// <summary>The words of <see cref="NameGenerator"/>.</summary>
internal static class NameWords
{
    // Properties of constant arrays: nothing is built at start-up, only when a name is generated.
    internal static string[] Adjectives =>
    [
        "able", "agile", "amber", "ample", "astute", "awake", "balmy", "bold", "brave", "breezy", "bright", "brisk", "buoyant", "calm",
        "candid", "careful", "cheerful", "clear", "clever", "coastal", "cordial", "cosy", "crisp", "curious", "daring", "deft", "deep",
        "diligent", "dreamy", "eager", "earnest", "eastern", "easy", "elegant", "even", "exact", "fair", "faithful", "fast", "fearless",
        "festive", "fine", "firm", "fluent", "fond", "frank", "fresh", "friendly", "gallant", "gentle", "glad", "gleaming", "golden",
        "graceful", "grand", "grateful", "handy", "happy", "hardy", "helpful", "hearty", "honest", "hopeful", "humble", "idle", "ideal",
        "jaunty", "jolly", "jovial", "joyful", "keen", "kind", "lively", "light", "loyal", "lucid", "lucky", "lunar", "mellow", "merry",
        "mighty", "mild", "misty", "modest", "neat", "nimble", "noble", "northern", "open", "orderly", "patient", "peaceful", "placid",
        "playful", "plucky", "polite", "prompt", "proud", "prudent", "quick", "quiet", "quirky", "radiant", "ready", "robust", "salty",
        "sandy", "serene", "sharp", "shining", "silent", "silver", "sincere", "smart", "smooth", "snug", "solar", "solid", "sound",
        "southern", "spry", "stable", "staunch", "steady", "still", "stout", "sturdy", "sunny", "swift", "tidal", "tidy", "tranquil",
        "trusty", "upbeat", "upright", "vivid", "warm", "wary", "western", "windy", "wise", "witty", "young", "zesty",
    ];

    internal static string[] Surnames =>
    [
        "abel", "agnesi", "allen", "amundsen", "anning", "backus", "barents", "barton", "beaufort", "bering", "bernoulli", "berners",
        "boole", "borg", "bose", "bougainville", "bowditch", "brahe", "brunel", "cabot", "cantor", "cartwright", "cerf", "chandra",
        "church", "clarke", "codd", "colossus", "conway", "cook", "cray", "curie", "dahl", "darwin", "davis", "descartes", "dijkstra",
        "drake", "earhart", "eckert", "elgamal", "engelbart", "euclid", "euler", "faraday", "fermat", "fermi", "feynman", "flinders",
        "floyd", "franklin", "galileo", "galois", "gauss", "germain", "goedel", "goldberg", "gray", "halley", "hamilton", "hamming",
        "harrison", "henson", "hertz", "hilbert", "hoare", "hollerith", "hopper", "hudson", "humboldt", "huygens", "hypatia", "iverson",
        "jacquard", "johnson", "joule", "kahn", "kay", "keller", "kepler", "khayyam", "kleene", "knuth", "kovalevskaya", "lamarr",
        "lamport", "laplace", "lavoisier", "leibniz", "liskov", "lovelace", "magellan", "mauchly", "maxwell", "mccarthy", "meitner",
        "mercator", "milner", "minsky", "moore", "morse", "naur", "nansen", "napier", "neumann", "newell", "newton", "noether", "nygaard",
        "oresme", "pascal", "pasteur", "perlis", "perry", "pike", "planck", "plimsoll", "poincare", "polo", "postel", "ptolemy",
        "ramanujan", "riemann", "ritchie", "ross", "rubin", "sagan", "scott", "shackleton", "shannon", "sinclair", "slocum", "somerville",
        "spence", "stallman", "stevin", "stroustrup", "sutherland", "tarjan", "tasman", "tesla", "thompson", "torvalds", "turing",
        "vespucci", "volta", "watt", "wiles", "wilkes", "wilkinson", "wing", "wirth", "wozniak", "yonath", "zheng", "zuse",
    ];
}
