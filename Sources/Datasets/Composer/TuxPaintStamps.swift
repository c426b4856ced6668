/// How the cut-outs of Debian's `tuxpaint-stamps-default` (version 2022.06) are sorted into categories: its folders
/// where they hold one kind of thing, lists of files where they do not. Mostly photographs; drawings where a kind has
/// few photographs. Left out everywhere: mirrored copies, near duplicates, symbols and letters, vector files.
public enum TuxPaintStamps {
  /// A category of the table.
  struct Category: Sendable {
    let name: String
    /// Folders (their own files, not those of subfolders) and files without suffix.
    let members: [String]
    /// Files of those folders that do not belong.
    let without: [String]

    init(_ name: String, _ members: [String], without: [String] = []) {
      self.name = name
      self.members = members
      self.without = without
    }

    func holds(_ file: String) -> Bool {
      let stem = String(file.dropLast(".png".count))
      guard !without.contains(stem) else { return false }
      let folder = stem.split(separator: "/").dropLast().joined(separator: "/")
      return members.contains(folder) || members.contains(stem)
    }
  }

  /// Whether these files, paths below a root, have the package's layout.
  static func isLayout(of files: [String]) -> Bool {
    files.contains { $0.hasPrefix("animals/birds/") } && files.contains { $0.hasPrefix("food/fruit/") }
  }

  /// Whether a file may be used at all.
  static func isUsable(_ file: String) -> Bool {
    let stem = String(file.dropLast(".png".count))
    return !stem.contains("mirror") && !stem.contains("flip") && !stem.hasPrefix("symbols/")
      && !stem.hasPrefix("naturalforces/") && !nearDuplicates.contains(stem)
  }

  /// All but one of cut-outs that show the same thing, and glows and outlines that have no clear shape.
  private static let nearDuplicates: Set<String> = [
    "animals/mammals/bovines/gnu-baby-stand", "animals/mammals/pig_golden2", "cartoon/tux/tux-drat",
    "cartoon/tux/tux-kiss2", "cartoon/tux/tux-yes1", "cartoon/tux/tux-yes2", "cartoon/tux/tux-yay2",
    "household/dishes/glass", "military/fireman240a", "people/fireman200b", "seasonal/christmas/lamp",
    "seasonal/hanukkah/dreydl-gimmel", "seasonal/hanukkah/dreydl-hay", "seasonal/hanukkah/dreydl-nun",
    "seasonal/hanukkah/dreydl-shin", "seasonal/newyears/fireworks", "seasonal/newyears/fireworks2",
    "seasonal/newyears/confetti", "space/planets/0_sun", "town/houses/cartoon/tower_round_flag",
    "town/monuments/cartoon/graveyard", "town/monuments/inukshuk-outline",
    "town/roadsigns/stoplight_02_yellow",
    "town/roadsigns/stoplight_03_green", "vehicles/emergency/sedan_police",
  ]

  /// The table. No cut-out is in two categories.
  static let categories: [Category] = [
    Category("bird", ["animals/birds"]),
    Category("fish", ["animals/fish"]),
    Category(
      "insect",
      [
        "animals/insects", "animals/insects/cartoon/butterfly", "animals/insects/cartoon/dragonfly",
        "animals/insects/cartoon/fly", "animals/insects/cartoon/ladybug", "animals/insects/cartoon/ladybug-2",
      ], without: ["animals/insects/Brown_slug"]),
    Category("bovine", ["animals/mammals/bovines"]),
    Category(
      "horse-or-deer",
      [
        "animals/mammals/equines", "animals/mammals/deer", "animals/mammals/camel", "animals/mammals/giraffe",
      ]),
    Category(
      "carnivore",
      [
        "animals/mammals/cats", "animals/mammals/dogs", "animals/mammals/bears", "animals/mammals/badger",
        "animals/mammals/ferret", "animals/mammals/aquatic/otter",
      ]),
    Category(
      "small-mammal",
      [
        "animals/mammals/rodents", "animals/mammals/rabbit_little", "animals/mammals/hedgehog",
        "animals/marsupials/koala", "animals/marsupials/wombat",
      ]),
    Category("fruit", ["food/fruit"]),
    Category("vegetable", ["food/vegetables", "food/spices"]),
    Category("flower", ["plants/flowers", "plants/flowers/plastic"]),
    Category(
      "plant",
      [
        "plants", "plants/trees/birch", "plants/trees/holm_oak", "plants/trees/liberia-palm",
        "plants/trees/tree336",
        "plants/trees/holly_leaves", "seasonal/christmas/Christmas_Tree_photo", "seasonal/christmas/tree",
      ]),
    Category(
      "hat",
      [
        "clothes/hats", "clothes/t_baseballcap", "clothes/armor/cartoon/knight_helmet",
        "sports/cartoon/football_helmet_front", "sports/cartoon/football_helmet_side",
        "seasonal/christmas/santahat",
        "seasonal/newyears/party-hat",
      ]),
    Category(
      "tool",
      [
        "household/tools", "household/arttools/scissors_small_closed",
        "household/arttools/scissors_small_open",
        "household/dishes/utensils/nutcracker",
      ], without: ["household/tools/cementmixer"]),
    Category(
      "container",
      [
        "household/kettle", "household/garbagecan", "household/home_compost_bin", "household/wheelie_bin",
        "household/cylinder", "household/dishes", "household/dishes/cartoon", "sports/trophy_cup",
      ]),
    Category(
      "road-sign", ["town/roadsigns", "vehicles/locomotive/cartoon/trainSign"],
      without: ["town/roadsigns/traffic_cone"]),
    Category(
      "road-vehicle",
      [
        "vehicles/auto", "vehicles/garbagetruck", "vehicles/race", "vehicles/emergency",
        "vehicles/emergency/cartoon",
        "vehicles/construction", "vehicles/construction/cartoon", "vehicles/masstransit",
        "vehicles/masstransit/cartoon",
      ]),
    Category(
      "instrument",
      ["hobbies/music/string", "hobbies/music/brass", "hobbies/music/wind", "hobbies/music/percussion"]),
    Category("planet", ["space/planets", "space/moon"]),
    Category("house", ["town/houses/cartoon", "town/cartoon/watch_tower"]),
    Category(
      "gravestone",
      ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"].map { "seasonal/halloween/grave-\($0)" }),
  ]
}
