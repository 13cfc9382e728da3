package dev.bzzz.git.ledger;

import dev.bzzz.core.repo.Repository;
import dev.bzzz.git.local.LooseRef;
import dev.bzzz.git.local.RefTransaction;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;

/** Lists the refs of a repository on this machine, with those that {@link LooseRef} distrusts. */
final class DirectRefs implements Sight.Refs {
  private final org.eclipse.jgit.lib.Repository git;

  private DirectRefs(org.eclipse.jgit.lib.Repository git) {
    this.git = git;
  }

  /** Lists one claim, or all of them. */
  static Sight look(Repository repository, org.eclipse.jgit.lib.Repository git, OptionalLong number)
      throws IOException {
    SortedMap<Long, Sight.Seen> claims =
        number.isPresent() ? one(git, number.getAsLong()) : all(git);
    // The claims first: a record may name a policy that was pushed just before it.
    Ref head = git.exactRef(Constants.HEAD);
    return new Sight(
        repository, git, head == null ? null : head.getObjectId(), claims, new DirectRefs(git));
  }

  @Override
  public Optional<org.eclipse.jgit.lib.ObjectId> find(String ref) throws IOException {
    return RefTransaction.read(git, ref).map(Ref::getObjectId);
  }

  @Override
  public List<String> obstacles(String ref) throws IOException {
    // Not JGit's getConflictingNames: it reads every ref of the repository.
    List<String> obstacles = new ArrayList<>();
    int slash = ref.indexOf('/', Constants.R_REFS.length());
    while (slash > 0) {
      String above = ref.substring(0, slash);
      if (git.exactRef(above) != null) {
        obstacles.add(above);
      }
      slash = ref.indexOf('/', slash + 1);
    }
    git.getRefDatabase()
        .getRefsByPrefix(ref + "/")
        .forEach(below -> obstacles.add(below.getName()));
    return obstacles;
  }

  private static SortedMap<Long, Sight.Seen> one(org.eclipse.jgit.lib.Repository git, long number)
      throws IOException {
    SortedMap<Long, Sight.Seen> claims = new TreeMap<>();
    String name = ClaimRefs.claim(number);
    Path file = git.getDirectory().toPath().resolve(name);
    try {
      Optional<Ref> found = RefTransaction.read(git, name);
      found.ifPresent(ref -> claims.put(number, seen(ref)));
      LooseRef.fault(file, found.orElse(null))
          .ifPresent(fault -> claims.put(number, Sight.Seen.damaged(fault)));
    } catch (IOException e) {
      String fault = LooseRef.fault(file, null).orElse("its ref cannot be read: " + e.getMessage());
      claims.put(number, Sight.Seen.damaged(fault));
    }
    return claims;
  }

  private static SortedMap<Long, Sight.Seen> all(org.eclipse.jgit.lib.Repository git)
      throws IOException {
    SortedMap<Long, Sight.Seen> claims = new TreeMap<>();
    TreeMap<Long, Ref> refs = new TreeMap<>();
    for (Ref ref : git.getRefDatabase().getRefsByPrefix(ClaimRefs.PREFIX)) {
      ClaimRefs.number(ref.getName()).ifPresent(number -> refs.put(number, ref));
    }
    refs.forEach((number, ref) -> claims.put(number, seen(ref)));
    Path folder = git.getDirectory().toPath().resolve(ClaimRefs.PREFIX);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        OptionalLong number = ClaimRefs.number(ClaimRefs.PREFIX + file.getFileName());
        if (number.isPresent()) {
          LooseRef.fault(file, refs.get(number.getAsLong()))
              .ifPresent(fault -> claims.put(number.getAsLong(), Sight.Seen.damaged(fault)));
        }
      }
    } catch (NoSuchFileException e) {
      return claims; // nothing is loose, or nothing was ever claimed
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return claims;
  }

  private static Sight.Seen seen(Ref ref) {
    return ref.isSymbolic()
        ? Sight.Seen.damaged("its ref is symbolic, pointing to " + ref.getTarget().getName())
        : Sight.Seen.at(ref.getObjectId());
  }
}
