package dev.bzzz.git.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * Git's data of one workspace, beside the files and out of reach of what runs among them: {@code
 * <workspace>/git} for {@code <workspace>/tree}. Objects that are on this machine already are used
 * where they lie, through {@code objects/info/alternates}.
 */
final class GitFolder {
  /** The branch that holds what was committed here, for whoever fetches it. */
  static final String RESULT = "refs/heads/work";

  private static final String TREE = "tree";
  private static final String GIT = "git";
  private static final int MAX_CHAIN = 5;
  private static final int MAX_ALTERNATES_BYTES = 64 * 1024;

  private GitFolder() {}

  static Path tree(Path workspace) {
    return workspace.resolve(TREE);
  }

  static Path git(Path workspace) {
    return workspace.resolve(GIT);
  }

  /**
   * Creates both folders.
   *
   * @param base the commit that HEAD names
   * @param borrowed folders of objects to use in place
   */
  static void create(Path workspace, String base, List<Path> borrowed) throws IOException {
    Path git = git(workspace);
    Files.createDirectories(tree(workspace));
    Files.createDirectories(git.resolve("refs/heads"));
    Files.createDirectories(git.resolve("objects/info"));
    Files.createDirectories(git.resolve("objects/pack"));
    Files.writeString(git.resolve("HEAD"), base + "\n");
    Files.writeString(
        git.resolve("config"),
        """
        [core]
        \trepositoryformatversion = 0
        \tfilemode = true
        \tbare = false
        \tworktree = ../tree
        \tlogallrefupdates = false
        \tcheckstat = minimal
        [gc]
        \tauto = 0
        \tautodetach = false
        [uploadpack]
        \tallowanysha1inwant = true
        """);
    if (!borrowed.isEmpty()) {
      StringBuilder lines = new StringBuilder();
      borrowed.forEach(folder -> lines.append(folder).append('\n'));
      Files.writeString(git.resolve("objects/info/alternates"), lines);
    }
    Files.writeString(tree(workspace).resolve(".git"), "gitdir: ../" + GIT + "\n");
  }

  static Repository open(Path workspace) throws IOException {
    return new FileRepositoryBuilder()
        .setGitDir(git(workspace).toFile())
        .setWorkTree(tree(workspace).toFile())
        .setMustExist(true)
        .build();
  }

  /** Whether git's list of borrowed folders, one a line, can name this one. */
  static boolean canBorrow(Path objects) {
    String text = objects.toString();
    return text.indexOf('\n') < 0 && !text.startsWith("\"") && !text.startsWith("#");
  }

  /** A folder of objects and all it borrows from in turn. */
  static List<Path> chain(Path objects) throws IOException {
    List<Path> chain = new ArrayList<>(List.of(objects));
    for (int i = 0; i < chain.size() && chain.size() <= MAX_CHAIN; i++) {
      Path list = chain.get(i).resolve("info/alternates");
      if (Files.isRegularFile(list) && Files.size(list) <= MAX_ALTERNATES_BYTES) {
        for (String line : Files.readAllLines(list)) {
          Path next = chain.get(i).resolve(line).normalize();
          if (!line.isBlank() && !line.startsWith("#") && !chain.contains(next)) {
            chain.add(next);
          }
        }
      }
    }
    return chain;
  }
}
