package dev.bzzz.git.ledger;

import dev.bzzz.core.repo.Repository;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;

/**
 * What to ask a remote to list, and what matters of it.
 *
 * @param repository whose claims
 */
record Listing(Repository repository) {
  private static final String WORK_BRANCHES = Constants.R_HEADS + "bzzz";

  /** What to list: of these claims, or all, in both namespaces; one in the wrong one is told. */
  static String[] prefixes(Set<Long> numbers) {
    Stream.Builder<String> prefixes = Stream.builder();
    prefixes.add(Constants.HEAD).add(WORK_BRANCHES);
    for (Namespace place : Namespace.values()) {
      prefixes.add(place.result());
      if (numbers.isEmpty()) {
        prefixes.add(place.prefix());
      }
      numbers.forEach(number -> prefixes.add(place.claim(number)));
    }
    return prefixes.build().toArray(String[]::new);
  }

  /** Claims may be in one place only. */
  void requireNone(Map<String, Ref> listed, Namespace wrong) {
    Optional<String> stray =
        listed.keySet().stream().filter(ref -> wrong.number(ref).isPresent()).sorted().findFirst();
    if (stray.isPresent()) {
      throw wrong.other().misplaced(repository.name().toString(), stray.get());
    }
  }

  /**
   * What was listed, as a sight.
   *
   * @param git where the objects are
   * @param wanted the tasks whose claims matter; all when there are none
   */
  Sight sight(
      org.eclipse.jgit.lib.Repository git,
      Namespace place,
      Map<String, Ref> listed,
      Set<Long> wanted) {
    SortedMap<Long, Sight.Seen> claims = new TreeMap<>();
    for (Ref ref : listed.values()) {
      OptionalLong number = place.number(ref.getName());
      if (number.isPresent() && (wanted.isEmpty() || wanted.contains(number.getAsLong()))) {
        claims.put(number.getAsLong(), Sight.Seen.at(ref.getObjectId()));
      }
    }
    Ref head = listed.get(Constants.HEAD);
    return new Sight(
        repository,
        git,
        head == null ? null : head.getObjectId(),
        claims,
        new ListedRefs(place, listed));
  }

  /** The objects that are needed, by the names under which the cache notes them. */
  static Map<String, ObjectId> wanted(Map<String, Ref> listed, Set<Long> numbers) {
    Map<String, ObjectId> wanted = new TreeMap<>();
    for (Ref ref : listed.values()) {
      for (Namespace place : Namespace.values()) {
        OptionalLong claim = place.number(ref.getName());
        if (ref.getName().equals(place.result())
            || (claim.isPresent() && (numbers.isEmpty() || numbers.contains(claim.getAsLong())))) {
          wanted.put(ref.getName(), ref.getObjectId());
        }
      }
    }
    Optional.ofNullable(listed.get(Constants.HEAD))
        .map(Ref::getObjectId)
        .ifPresent(head -> wanted.put(Mirror.HEAD, head));
    return wanted;
  }
}
