import Auditing
import Foundation
import Results

/// The run files of a folder, and what is read of one.
struct RunFiles {
  /// A file as the file system shows it.
  struct Entry: Equatable {
    let path: String
    let size: Int
    let modified: Double
  }

  let folder: URL

  /// All files that end in `.h5` below the folder, by path; hidden ones and baselines are left out.
  func entries() throws(HistoryError) -> [Entry] {
    let names: [String]
    do {
      names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    } catch {
      throw HistoryError(
        "\(folder.path): is no folder that can be listed; name one that holds run files")
    }
    var entries: [Entry] = []
    for name in names {
      let parts = name.split(separator: "/")
      guard name.hasSuffix(".h5"), !parts.contains(where: { $0.hasPrefix(".") }),
        parts.first.map(String.init) != BaselineStore.folderName,
        let attributes = try? FileManager.default.attributesOfItem(
          atPath: folder.appending(path: name).path)
      else { continue }
      let date = attributes[.modificationDate] as? Date ?? .distantPast
      entries.append(
        Entry(
          path: name, size: (attributes[.size] as? NSNumber)?.intValue ?? 0,
          modified: date.timeIntervalSinceReferenceDate))
    }
    return entries.sorted { $0.path < $1.path }
  }

  /// What the index keeps of a file: the run where it can be read, and what can be said where it cannot.
  func read(_ entry: Entry) -> (IndexedRun, Run?) {
    let path = folder.appending(path: entry.path).path
    let header: RunHeader
    do {
      header = try RunHeader(path: path)
      guard header.isReadable else {
        let reason = "format version \(header.formatVersion), written by \(header.tool)"
        return (run(entry, .otherFormat, reason: reason, header), nil)
      }
      let run = try Run(path: path)
      return (self.run(entry, .read, reason: "", header, run), run)
    } catch {
      return (run(entry, .unreadable, reason: "\(error)", nil), nil)
    }
  }

  private func run(
    _ entry: Entry, _ state: IndexedRun.State, reason: String, _ header: RunHeader?,
    _ run: Run? = nil
  ) -> IndexedRun {
    let started = started(beside: entry.path)
    let hashes = run?.setup.inputs.filter { $0.recordCount > 0 }.map(\.sha256).sorted() ?? []
    return IndexedRun(
      path: entry.path, state: state, reason: reason, formatVersion: header?.formatVersion,
      tool: header?.tool ?? "", name: header?.name ?? "", seed: run?.setup.seed,
      targets: run?.targetCount, data: hashes.map { String($0.prefix(8)) }.joined(separator: "+"),
      date: started ?? Date(timeIntervalSinceReferenceDate: entry.modified),
      isDateOfFile: started == nil)
  }

  /// The start that `timing.json` in the run's folder states; nil where there is none.
  private func started(beside path: String) -> Date? {
    struct Timing: Decodable { let started: Date }
    let file = folder.appending(path: path).deletingLastPathComponent()
      .appending(path: "timing.json")
    guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return (try? decoder.decode(Timing.self, from: data))?.started
  }
}
