const places = [
  ...["Ashdown", "Bärental", "Calder", "Dénia", "Eastleigh", "Fjordvik", "Grünau", "Hartwell", "Ingleby"],
  ...["Jönsson", "Kilbride", "Lacombe", "Møller", "Northam", "Orléans", "Penrith", "Québec", "Rothwell"],
  ...["Selkirk", "Thornbury"],
];
const trades = ["Plumbing", "Heating", "Lifts", "Roofing", "Cleaning", "Security", "Solar", "Glazing"];

/** 160 names of companies, each once. */
export const companyName = (index: number): string =>
  `${places[index % places.length]} ${trades[Math.floor(index / places.length) % trades.length]}`;

const given = ["Amélie", "Björn", "Clara", "Dan", "Elin", "Farid", "Grace", "Håkon", "Isla", "Jorge"];
const family = [
  "Albrecht",
  "Bélanger",
  "Crane",
  "Dyer",
  "Eklund",
  "Fontaine",
  "Grover",
  "Hägg",
  "Imrie",
  "Jung",
];

export const personName = (index: number): string =>
  `${given[index % given.length]} ${family[Math.floor(index / given.length) % family.length]}`;

/** What can stand in a domain: bärental-plumbing becomes barental-plumbing. */
export const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll("ø", "o")
    .normalize("NFD")
    .replace(/[^a-z ]/g, "")
    .trim()
    .replaceAll(" ", "-");
