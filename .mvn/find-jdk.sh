# Sourced by build and gyre: finds a JDK that is new enough and exports it as JAVA_HOME. Works with bash 3.2, as on macOS.

GYRE_JDK_NEEDED=25

# Prints the feature version of the JDK at $1, or nothing if there is none. Reads its release file: starting a JVM only to ask is slow.
jdk_feature() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
  fi
}

# Prints the home of the java on PATH. Links are followed, because distributions put a chain of them there.
jdk_on_path() {
  local java target
  java=$(command -v java) || return 0
  while [ -L "$java" ]; do
    target=$(readlink "$java")
    case $target in
      /*) java=$target ;;
      *) java=$(dirname "$java")/$target ;;
    esac
  done
  dirname "$(dirname "$java")"
}

# Prints the homes to try, one a line, the user's choice first.
jdk_candidates() {
  printf '%s\n' "${JAVA_HOME:-}"
  jdk_on_path
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$GYRE_JDK_NEEDED" 2>/dev/null
  fi
  local home
  for home in /usr/lib/jvm/* /usr/java/* /opt/* /opt/*/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -d "$home/bin" ] && printf '%s\n' "$home"
  done
  return 0
}

# Exports JAVA_HOME, or says how to get a JDK and fails. $1 is the name of the caller, for its message.
find_jdk() {
  local home feature
  while IFS= read -r home; do
    [ -n "$home" ] || continue
    feature=$(jdk_feature "$home")
    if [ -n "$feature" ] && [ "$feature" -ge "$GYRE_JDK_NEEDED" ]; then
      export JAVA_HOME=$home
      return 0
    fi
  done <<CANDIDATES
$(jdk_candidates)
CANDIDATES
  echo "$1: needs JDK $GYRE_JDK_NEEDED or newer and found none: install one (for example from https://adoptium.net) and set JAVA_HOME to it" >&2
  return 1
}

# Makes a Maven of any version quiet about its own libraries' use of what newer JDKs warn of.
find_maven() {
  if ! command -v mvn >/dev/null; then
    echo "$1: needs Maven 3.8 or newer: install it (apt-get install maven, brew install maven, or sdk install maven)" >&2
    return 1
  fi
  export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
}
