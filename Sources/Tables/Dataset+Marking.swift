extension Dataset {
  /// Adds a column that says which records a generator made.
  ///
  /// - Parameter generated: The places of those records.
  /// - Returns: The records with one more categorical feature of the levels `no` and `yes`, named `generated`, with underscores after
  ///   it while a feature has that name.
  package func marking(_ generated: Range<Int>) -> Dataset {
    var name = "generated"
    while features.contains(where: { $0.name == name }) { name += "_" }
    let marks = Categories(
      codes: (0..<count).map { generated.contains($0) ? 1 : 0 }, names: ["no", "yes"])
    return Dataset(
      name: self.name, features: features + [Feature(name: name, values: .categorical(marks))],
      label: label, groups: groups, sources: sources, images: images)
  }
}
