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

  private DirectRefs(RefFiles files) {
    this.files = files;
  }

  /** Lists one claim, or all of them. */
  static Sight look(Repository repository, org.eclipse.jgit.lib.Repository git, OptionalLong number)
      throws IOException {
    RefFiles files = new RefFiles(git.getDirectory().toPath());
    SortedMap<Long, Sight.Seen> claims = new TreeMap<>();
    if (number.isPresent()) {
      files
          .read(ClaimRefs.claim(number.getAsLong()))
          .ifPresent(value -> claims.put(number.getAsLong(), seen(value)));
    } else {
      for (Map.Entry<String, RefFiles.Value> ref : files.list(ClaimRefs.PREFIX).entrySet()) {
        ClaimRefs.number(ref.getKey()).ifPresent(each -> claims.put(each, seen(ref.getValue())));
      }
    }
    // The claims first: a record may name a policy that was pushed just before it.
    return new Sight(repository, git, files.head().orElse(null), claims, new DirectRefs(files));
  }

  @Override
  public String claim(long number) {
    return ClaimRefs.claim(number);
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
