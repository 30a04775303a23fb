// Tube with a lens at one end and a display that slides in it for focusing; a clip for a temple.
// NEVER PRINTED. Measure your own module and lens before you print: shops' drawings differ.
//
//   openscad -o tube.stl  -D 'part="tube"'  tube.scad      (also "slide", "clip", "all")
//
// Choose a board and a lens by their place in parameters.scad, or give numbers by hand.

include <parameters.scad>

/* [What to make] */
part = "all"; // [all, tube, slide, clip]
board = 1; // place in active_areas: 0 is devkit-ssd1306, 1 is xiao-ssd1309
lens = 3; // place in lenses

/* [Display module, in mm: measure yours] */
module_width = 42.5;
module_height = 38;
module_thickness = 4.5; // circuit board, glass and the parts behind
glass_to_front = 1.6; // from the lit layer to the slide's front

/* [Lens, in mm] */
lens_edge = 2.4; // thickness at the rim
lens_lip = 1.2; // what holds it

/* [Print] */
wall = 1.6;
clearance = 0.35; // between parts that slide

/* [Clip for the temple, in mm] */
temple_height = 6;
temple_thickness = 3.5;
clip_length = 24;

$fn = 96;

active = active_areas[board][1];
lens_diameter = lenses[lens][0];
lens_distance = lenses[lens][2]; // display to lens
travel = lenses[lens][3]; // room for three dioptres

slide_width = module_width + 2 * (clearance + wall);
slide_height = module_height + 2 * (clearance + wall);
outer_width = slide_width + 2 * (clearance + wall);
outer_height = slide_height + 2 * (clearance + wall);
stop = lens_distance - travel - glass_to_front; // nearest place of the slide, from the lens
box_depth = module_thickness + 2 * travel + wall; // where the slide moves
tube_radius = lens_diameter / 2 + clearance + wall;

assert(active[0] <= module_width && active[1] <= module_height,
       "the module is smaller than its display: measure it again");
assert(stop > lens_edge, "this lens is too strong for this tube: take a longer focal length");

// Straight from the lens (z = 0, facing down) to where the slide stops, then the box.
module tube() {
    difference() {
        union() {
            hull() {
                cylinder(r = tube_radius, h = lens_edge + 2 * lens_lip);
                translate([0, 0, stop - wall]) slab(outer_width, outer_height, wall);
            }
            translate([0, 0, stop]) slab(outer_width, outer_height, box_depth);
            rail();
        }
        translate([0, 0, -1]) cylinder(d = lens_diameter - 2 * lens_lip, h = lens_lip + 2);
        translate([0, 0, lens_lip]) cylinder(d = lens_diameter + clearance, h = lens_edge);
        hull() { // the light's way
            translate([0, 0, lens_lip + lens_edge - 0.01])
                cylinder(d = lens_diameter - 2 * lens_lip, h = 0.02);
            translate([0, 0, stop])
                slab(module_width, module_height, 0.02);
        }
        translate([0, 0, stop])
            slab(slide_width + 2 * clearance, slide_height + 2 * clearance, box_depth + 1);
        // The lens goes in from the side; then a drop of glue.
        translate([0, -tube_radius, lens_lip + lens_edge / 2])
            cube([lens_diameter + clearance, 2 * tube_radius, lens_edge], center = true);
        // A screw of 2 mm through this slot holds the slide where the picture is sharp.
        for (side = [-1, 1])
            translate([side * outer_width / 2, 0, stop + module_thickness + wall])
                cube([4 * wall, 2.2, 2 * travel], center = true);
    }
}

// Holds the module; moves in the box.
module slide() {
    difference() {
        slab(slide_width, slide_height, module_thickness + wall);
        translate([0, 0, wall])
            slab(slide_width - 2 * wall, slide_height - 2 * wall, module_thickness + 1);
        translate([0, 0, -1]) slab(active[0] + 2, active[1] + 2, wall + 2);
        translate([0, -slide_height / 2, module_thickness])
            cube([slide_width / 2, 4 * wall, module_thickness], center = true); // wires
        for (side = [-1, 1])
            translate([side * slide_width / 2, 0, module_thickness])
                rotate([0, 90, 0]) cylinder(d = 1.7, h = 4 * wall, center = true);
    }
}

// A dovetail on the tube's side, for the clip.
module rail() {
    translate([0, outer_height / 2 - 0.01, stop])
        linear_extrude(box_depth) polygon([[-3, 0], [3, 0], [4.5, 3], [-4.5, 3]]);
}

// Springs over the temple of a pair of glasses and lets go when pulled: never glue it.
module clip() {
    outside = [temple_thickness + 2 * wall, temple_height + 2 * wall, clip_length];
    difference() {
        translate([0, 0, outside.z / 2]) cube([outside.x + 9, outside.y, outside.z], center = true);
        translate([-outside.x / 2 - 1, 0, outside.z / 2])
            cube([temple_thickness, temple_height, outside.z + 2], center = true);
        translate([-outside.x - 1, 0, outside.z / 2])
            cube([outside.x, temple_height - 1.5, outside.z + 2], center = true);
        translate([outside.x / 2 + 4.5 - 3 - clearance, 0, wall]) rotate([0, 0, -90])
            linear_extrude(clip_length) offset(clearance)
                polygon([[-4.5, 0], [4.5, 0], [3, 3.5], [-3, 3.5]]);
    }
}

module slab(width, height, depth) {
    translate([-width / 2, -height / 2, 0]) cube([width, height, depth]);
}

if (part == "tube") tube();
if (part == "slide") slide();
if (part == "clip") clip();
if (part == "all") {
    tube();
    translate([outer_width + 12, 0, 0]) slide();
    translate([0, outer_height / 2 + 24, 0]) clip();
}
