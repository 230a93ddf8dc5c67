import Results

extension ReportCharts {
  /// The pictures of a release: how near it comes to members, and which pairs of columns it keeps.
  static func releasePictures(_ stage: Run.StageResult, tables: ReportTables) -> [Captioned] {
    let slug = stage.name.replacing(" ", with: "-")
    func figure(_ name: String) -> Run.Figure? { stage.figures.first { $0.name == name } }
    var pictures: [Captioned] = []
    let isOfImages = figure("to-members-euclidean") != nil
    let distances = isOfImages ? "to-members-euclidean" : "to-members"
    if let own = figure(distances), let base = figure("hold-out-\(distances)") {
      pictures.append(
        Captioned(
          caption: "Distances to the nearest member",
          picture: Report.Picture(
            name: "distances-\(slug).png",
            drawing: histogramChart(
              members: own.values, nonMembers: base.values,
              names: ("released records", "hold-out records"),
              title: "Distance to the nearest member",
              axisTitle: isOfImages
                ? "Euclidean distance, 0 is an exact copy"
                : "Gower's distance, 0 where all values that both records have are equal")))
      )
    }
    if let images = figure("released-images") {
      pictures.append(
        Captioned(
          caption: "Released images, taken evenly from the release",
          picture: Report.Picture(name: "images-\(slug).png", bitmap: contactSheet(images))))
    }
    if let images = figure("generated-images") {
      pictures.append(
        Captioned(
          caption:
            "Generated images, a row for each level; where members are shown, the right half",
          picture: Report.Picture(name: "generated-\(slug).png", bitmap: contactSheet(images))))
    }
    if let pairs = figure("pair-errors") {
      let greatest = pairs.values.filter(\.isFinite).max() ?? 0
      pictures.append(
        Captioned(
          caption: "Errors of marginals",
          picture: Report.Picture(
            name: "marginals-\(slug).png",
            drawing: heatMapChart(
              labels: pairs.labels, values: pairs.values,
              title: "Errors of marginals: pairs of columns, single ones on the diagonal",
              scaleTitle: "total variation distance", end: max(greatest, 0.01)))))
    }
    for (learner, rows) in tables.releaseGaps(stage.name) where !rows.isEmpty {
      pictures.append(
        Captioned(
          caption: "Gaps between groups by models that learned from the release and from members",
          picture: Report.Picture(
            name: "release-fairness-\(slug)-\(learner).png",
            drawing: intervalChart(
              rows: rows,
              title: "Gaps between groups on the hold-out: \(learner), by what it learned from",
              axisTitle: "largest difference, with 95 % intervals", reference: 0))))
    }
    return pictures
  }
}
