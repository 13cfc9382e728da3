package dev.bzzz.git.ledger;

import dev.bzzz.core.repo.Repository;
import dev.bzzz.git.local.RefFiles;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;

/** Lists the refs of a repository on this machine. */
final class DirectRefs implements Sight.Refs {
  private final RefFiles files;
  private final Namespace place;

  private DirectRefs(RefFiles files, Namespace place) {
    this.files = files;
    this.place = place;
  }

  /** Lists one of the claims that are in {@code place}, or all of them. */
  static Sight look(
      Repository repository,
      org.eclipse.jgit.lib.Repository git,
      Namespace place,
      OptionalLong number)
      throws IOException {
    RefFiles files = new RefFiles(git.getDirectory().toPath());
    SortedMap<Long, Sight.Seen> claims = new TreeMap<>();
    if (number.isPresent()) {
      files
          .read(place.claim(number.getAsLong()))
          .ifPresent(value -> claims.put(number.getAsLong(), seen(value)));
    } else {
      for (Map.Entry<String, RefFiles.Value> ref : files.list(place.prefix()).entrySet()) {
        place.number(ref.getKey()).ifPresent(each -> claims.put(each, seen(ref.getValue())));
      }
    }
    // The claims first: a record may name a policy that was pushed just before it.
    return new Sight(
        repository, git, files.head().orElse(null), claims, new DirectRefs(files, place));
  }

  /** The first of the claims that are in {@code place}. */
  static Optional<String> first(org.eclipse.jgit.lib.Repository git, Namespace place)
      throws IOException {
    return new RefFiles(git.getDirectory().toPath())
        .list(place.prefix()).keySet().stream()
            .filter(ref -> place.number(ref).isPresent())
            .findFirst();
  }

  @Override
  public Namespace place() {
    return place;
  }

  @Override
  public Optional<ObjectId> find(String ref) throws IOException {
    return files.read(ref).flatMap(RefFiles.Value::id);
  }

  @Override
  public List<String> obstacles(String ref) throws IOException {
    return files.obstacles(ref);
  }

  private static Sight.Seen seen(RefFiles.Value value) {
    return value.id().map(Sight.Seen::at).orElseGet(() -> Sight.Seen.damaged(value.fault()));
  }
}
