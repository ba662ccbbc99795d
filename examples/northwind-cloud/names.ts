const firstWords = [
  "Alder",
  "Amber",
  "Apex",
  "Aurora",
  "Beacon",
  "Birch",
  "Blue",
  "Bright",
  "Cedar",
  "Clear",
  "Cobalt",
  "Copper",
  "Coral",
  "Crest",
  "Delta",
  "Ember",
  "Falcon",
  "Fern",
  "Flint",
  "Golden",
] as const;
const secondWords = [
  "bridge",
  "field",
  "gate",
  "grove",
  "harbor",
  "line",
  "mark",
  "mill",
  "path",
  "peak",
  "point",
  "port",
  "ridge",
  "spring",
  "stone",
  "stream",
  "vale",
  "view",
  "ward",
  "works",
] as const;
const kinds = [
  "Analytics",
  "Energy",
  "Foods",
  "Health",
  "Labs",
  "Logistics",
  "Media",
  "Retail",
  "Systems",
] as const;

/** Company names, each once: 400 beginnings, and what they do. */
export function companyName(index: number): string {
  const first = firstWords[index % firstWords.length] ?? "North";
  const second = secondWords[Math.floor(index / firstWords.length) % secondWords.length] ?? "wind";
  return `${first}${second} ${kinds[(index * 7) % kinds.length] ?? "Group"}`;
}

export const domainOf = (name: string): string => `${name.toLowerCase().replace(/[^a-z]+/g, "")}.example`;

const givenNames = [
  "Ada",
  "Ben",
  "Chiara",
  "Dilan",
  "Elif",
  "Femi",
  "Greta",
  "Hugo",
  "Ines",
  "Jonas",
  "Kamala",
  "Luis",
  "Mara",
  "Noor",
  "Olga",
  "Priya",
  "Quentin",
  "Rosa",
  "Sven",
  "Tomas",
] as const;
const familyNames = [
  "Abara",
  "Berg",
  "Costa",
  "Dubois",
  "Eriksen",
  "Fischer",
  "Garcia",
  "Hansen",
  "Ito",
  "Jansen",
  "Kowalski",
  "Lindqvist",
  "Moreau",
  "Novak",
  "Okafor",
  "Petrov",
  "Rossi",
  "Silva",
  "Tanaka",
  "Weber",
] as const;

export const personName = (index: number): string =>
  `${givenNames[index % 20] ?? "Ada"} ${familyNames[Math.floor(index / 20 + index * 3) % 20] ?? "Berg"}`;

/** Who of customer success looks after whom. */
export const owners = {
  Enterprise: ["Hannah Vogel", "Marcus Reid"],
  "Mid-Market": ["Aisha Khan", "Pedro Alves", "Julia Stein"],
  SMB: ["Kim Larsen", "Tariq Aziz"],
} as const;

export const ownerEmail = (owner: string): string =>
  `${owner.toLowerCase().replace(" ", ".")}@northwind.example`;
